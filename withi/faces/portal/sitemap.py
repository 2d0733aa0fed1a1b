"""The sitemap: which pages there are, and when each changed last; feeds uses it."""

from withi.faces.portal.access import Row
from withi.faces.portal.sifting import PUBLIC_PRODUCT
from withi.ground.web.reading import rows
from withi.registers.routes.queries import SHOWN as PUBLIC_ROUTE
from withi.work.news.queries import SHOWN as PUBLIC_NEWS

SITEMAP_STEP = 5_000
# Table, condition and columns. The condition names no key: files are ranges of ids and read as such.
PUBLIC = {
    "communities": (
        "villages_community p",
        "coalesce(p.state, '') = 'published'",
        "p.id, p.updated_at, p.summary_en <> '' or p.story_en <> '' as in_english",
    ),
    "producers": (
        "producers_producer p",
        "coalesce(p.state, '') = 'published' and p.status <> 'closed'",
        "p.id, p.updated_at, p.name_en <> '' as in_english",
    ),
    "products": (
        "products_product p",
        "coalesce(p.state, '') = 'published' and p.is_public",
        "p.id, p.updated_at, p.name_en <> '' as in_english",
    ),
    "news": (
        "news_item p",
        PUBLIC_NEWS.replace("i.state", "coalesce(p.state, '')").replace("i.", "p."),
        "p.id, p.updated_at, p.title_en <> '' as in_english",
    ),
    "routes": (
        "routes_route p",
        PUBLIC_ROUTE.replace("r.state", "coalesce(p.state, '')").replace("r.", "p."),
        "p.id, p.updated_at, p.name_en <> '' and p.summary_en <> '' as in_english",
    ),
}


def sitemap_files(kind: str) -> list[int]:
    """Files of a kind, from 0, that hold something. They are cut by id, so that nothing is counted. One query."""
    table, public, _ = PUBLIC[kind]
    found = rows(
        "with recursive files(part) as (select 0 union all select part + 1 from files"  # noqa: S608
        f" where part < (select max(p.id) from {table}) / {SITEMAP_STEP}) select part from files where exists (select 1"
        f" from {table} where p.id > part * {SITEMAP_STEP} and p.id <= (part + 1) * {SITEMAP_STEP} and {public})"
    )
    return [row["part"] for row in found]


def sitemap_rows(kind: str, part: int) -> list[Row]:
    """Public ids of one file with their last change, and whether they have a page in English. One query."""
    table, public, columns = PUBLIC[kind]
    statement = f"select {columns} from {table} where {public} and p.id > %s and p.id <= %s order by p.id"  # noqa: S608
    return rows(statement, [part * SITEMAP_STEP, (part + 1) * SITEMAP_STEP])


def areas_shown() -> list[str]:
    """Codes of provinces and districts where guests find a community or a product. One query."""
    below = "p.area_code >= a.code and p.area_code < a.code || ':'"
    found = rows(
        "select a.code from places_area a where a.level = 4 and (exists (select 1 from villages_community p"  # noqa: S608
        f" where {below} and p.state = 'published') or exists (select 1 from products_product p"
        f" where {below} and {PUBLIC_PRODUCT})) order by a.code"
    )
    codes = {row["code"] for row in found}
    return sorted(codes | {code[:2] for code in codes})
