"""W6: weights of the public pages, and their care by axe where a browser is installed."""

from bench import browser, sites, weight
from bench.figures import Figure, say, table
from bench.goals import W6_AXE, W6_BLOCKING, W6_FONTS, W6_SCRIPT, W6_STYLE
from bench.sites import Site
from bench.web import Pages, quoted, served

NO_BROWSER = "fonts and axe, for want of a browser: apt-get install chromium"


def care(site: Site, counts: Pages, missed: list[str]) -> list[Figure]:
    """The heaviest page of each kind of weight, and every violation; `missed` gets what could not be looked at."""
    pages = [count["page"] for count in counts if count["page"]["kind"] != "desk"]
    program = sites.browser()
    if not program:
        missed.append(NO_BROWSER)
    with served(site, "32") as (_, port):
        urls = {page["name"]: f"http://localhost:{port}{quoted(page['path'])}" for page in pages}
        weights = {name: weight.weigh(url) for name, url in urls.items()}
        seen = browser.look(program, list(urls.values())) if program else {}
    _explain(site, weights, {name: seen[url] for name, url in urls.items() if url in seen})
    heaviest = max(weights, key=lambda name: weights[name].text + weights[name].style)
    scripts = max(weights, key=lambda name: weights[name].script)
    blocking = sum(one.blocking for one in weights.values())
    figures = [
        Figure(W6_STYLE, (weights[heaviest].text + weights[heaviest].style) / 1000, site.database, heaviest),
        Figure(W6_SCRIPT, weights[scripts].script / 1000, site.database, scripts),
        Figure(W6_BLOCKING, blocking, site.database, f"{len(weights)} pages"),
    ]
    return figures + _in_browser(site, seen)


def _in_browser(site: Site, seen: dict[str, browser.Seen]) -> list[Figure]:
    if not seen:
        return []
    fonts = max(one.fonts for one in seen.values()) / 1000
    violations = [text for one in seen.values() for text in one.violations]
    return [
        Figure(W6_FONTS, fonts, site.database, f"{len(seen)} pages"),
        Figure(W6_AXE, len(violations), site.database, "; ".join(violations[:3])),
    ]


def _explain(site: Site, weights: dict[str, weight.Weight], seen: dict[str, browser.Seen]) -> None:
    say(f"\nWeights on {site.database}, kB over the wire (brotli)")
    heads = ("page", "HTML", "CSS", "JavaScript", "blocking", "fonts", "axe violations")

    def row(name: str, one: weight.Weight) -> tuple[object, ...]:
        look = seen.get(name)
        care = (look.fonts / 1000, len(look.violations)) if look else ("", "")
        return (name, one.text / 1000, one.style / 1000, one.script / 1000, one.blocking, *care)

    say(table(heads, (row(name, one) for name, one in weights.items())))
    for name, one in seen.items():
        for violation in one.violations:
            say(f"  {name}: {violation}")
