"""Routes and news of all communities of a prepared site, so that their lists are full; run as `bench.child outings`.

They stand beside those of the demonstration, of which `pages` takes one each: nobody entered these. The same site gets
the same ones.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice

from withi.kit.thai import sort_key
from withi.registers.publication.rules import State
from withi.registers.routes.models import Route, RouteStop
from withi.registers.routes.rules import Theme
from withi.registers.villages.models import Community
from withi.work.news.models import NewsItem
from withi.work.news.rules import Sort

ROUTES = ITEMS = 300
STOPS = 5
LATEST = date(2026, 1, 31)
MOMENT = datetime(2026, 1, 31, tzinfo=UTC)
HALF_ENGLISH = 2
EVENTS = 4
"""Of so many articles one is an event, and of HALF_ENGLISH one has English text."""


def main() -> dict[str, int]:
    """How many of both there are now."""
    receiving = Community.objects.published().receiving().order_by("area_code", "pk")
    found = list(receiving.only("name_th", "name_en", "area_code", "photo"))
    if not found:
        raise RuntimeError("no community receives guests")
    ways = [_window(found, number) for number in range(ROUTES)]
    routes = Route.objects.bulk_create(_route(number, stops) for number, stops in enumerate(ways))
    RouteStop.objects.bulk_create(
        RouteStop(route=route, position=place, day=1 + place * route.days // STOPS, community=stop, minutes=60)
        for route, stops in zip(routes, ways, strict=True)
        for place, stop in enumerate(stops)
    )
    NewsItem.objects.bulk_create(_item(number, stops[0]) for number, stops in enumerate(ways[:ITEMS]))
    return {"routes": Route.objects.count(), "news": NewsItem.objects.count()}


def _window(found: list[Community], number: int) -> list[Community]:
    """Communities that lie beside each other, from another place for each number."""
    first = number * len(found) // ROUTES
    return list(islice(cycle(found), first, first + STOPS))


def _route(number: int, stops: list[Community]) -> Route:
    first, last, name = stops[0], stops[-1], f"เส้นทางที่ {number + 1} จาก{stops[0].name_th}"
    english = number % HALF_ENGLISH == 0
    return Route(
        name_th=name,
        name_en=f"Route {number + 1} from {first.name_en}" if english else "",
        sort_key=sort_key(name),
        summary_th=f"จาก{first.name_th}ถึง{last.name_th} ชมผ้าทอมือ กินข้าวกับเจ้าบ้าน แล้วพักกลางทุ่งนา",
        summary_en="From village to village: weaving, a meal with the hosts, a night in the fields." if english else "",
        theme=list(Theme)[number % len(Theme)],
        days=1 + number % 2,
        begins_at=time(9),
        season_first=11,
        season_last=2,
        area_code=first.area_code[:4],
        photo=first.photo,
        state=State.PUBLISHED,
        published_at=MOMENT,
    )


def _item(number: int, about: Community) -> NewsItem:
    english, is_event = number % HALF_ENGLISH == 0, number % EVENTS == 0
    day = LATEST - timedelta(days=number)
    return NewsItem(
        sort=Sort.EVENT if is_event else Sort.NEWS,
        title_th=f"{about.name_th}ต้อนรับคณะที่ {number + 1} พร้อมเปิดตลาดผ้าทอและอาหารถิ่น",
        title_en=f"{about.name_en} welcomes its group number {number + 1}" if english else "",
        lead_th="ชาวบ้านเปิดเรือนรับแขก สาธิตการย้อมครามและทอผ้า ตั้งสำรับอาหารถิ่น และนำเดินชมหมู่บ้านตลอดวัน",
        lead_en="Villagers open their houses, show how they weave, and lead their guests around." if english else "",
        body_th="ชาวบ้านช่วยกันเตรียมงานตั้งแต่เช้า ทั้งครัว ลานทอผ้า และทางเดินรอบหมู่บ้าน",
        dated_on=day,
        begins_on=day if is_event else None,
        begins_at=time(9) if is_event else None,
        office="สำนักงานพัฒนาชุมชน",
        area_code=about.area_code[:4],
        community=about,
        photo=about.photo,
        state=State.PUBLISHED,
        published_at=MOMENT,
    )
