"""What search machines read of a page (schema.org), as plain data. Pure; views alone uses it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from withi.faces.portal import opening
from withi.faces.portal.rules import Row, Tongue
from withi.kit.money import SATANG

Data = dict[str, Any]
THAILAND = {"@type": "Country", "name": "Thailand"}


def page(*things: Data) -> Data:
    """Several things of one page together."""
    return {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}


def website(name: str, url: str, search: str) -> Data:
    """The site with its search: `search` is the address before what is typed."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": url,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def crumbs(steps: Sequence[tuple[str, str]]) -> Data:
    """The way to the page, (name, absolute address), itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(steps, start=1)
        ],
    }


def item_list(name: str, things: Iterable[tuple[str, str]]) -> Data:
    """What a list page lists, (name, absolute address); nothing for an empty list."""
    items = [
        {"@type": "ListItem", "position": place, "name": label, "url": url}
        for place, (label, url) in enumerate(things, start=1)
    ]
    return {"@type": "ItemList", "name": name, "itemListElement": items} if items else {}


def community(row: Row, parts: Mapping[str, Any], url: str, telephone: str, today: date) -> Data:
    """A community as a place to go with its homestays; the telephone only where it takes guests, hours where told."""
    address = {
        "@type": "PostalAddress",
        **_told(addressRegion=row["province"], addressLocality=row["district"], streetAddress=row["tambon"]),
        "addressCountry": "TH",
    }
    sights = [
        {
            "@type": "TouristAttraction",
            "name": asset["title"],
            **_told(description=asset["text"], openingHoursSpecification=opening.specification(asset, today)),
            **_geo(asset),
        }
        for asset in parts["assets"].get("attraction", ())
    ]
    return {
        "@type": "TouristDestination",
        "name": row["name"],
        "url": url,
        "address": address,
        **_told(description=row["summary"], telephone=telephone, includesAttraction=sights),
        **_told(
            containsPlace=[_lodging(asset, row, address, telephone) for asset in parts["assets"].get("homestay", ())]
        ),
        **_geo(row),
    }


def _lodging(asset: Row, row: Row, address: Data, telephone: str) -> Data:
    """A homestay, where the village lies if it has told no position of its own."""
    price = asset["price"]
    return {
        "@type": "LodgingBusiness",
        "name": asset["title"],
        "address": address,
        **_told(telephone=telephone, description=asset["text"], priceRange=f"{_baht(price)} THB" if price else ""),
        **(_geo(asset) or _geo(row)),
    }


def area(name: str, url: str) -> Data:
    """A province or district as a place."""
    return {"@type": "AdministrativeArea", "name": name, "url": url, "containedInPlace": THAILAND}


def producer(name: str, url: str, address: str, telephone: str) -> Data:
    """A producer as an organization; the telephone only where it is shown."""
    return {"@type": "Organization", "name": name, "url": url, **_told(address=address, telephone=telephone)}


def product(row: Row, sizes: Sequence[Row], spoken: Tongue, url: str, picture: str) -> Data:
    """A product with its prices, one offer a size, bought by asking its maker."""
    maker = {"@type": "Organization", "name": spoken.said(row, "producer")}
    amounts = [size["amount"] for size in sizes] or [row["price_from"]]
    offers = [
        {"@type": "Offer", "price": _baht(amount), "priceCurrency": "THB", "url": url, "seller": maker}
        for amount in amounts
        if amount is not None
    ]
    return {
        "@type": "Product",
        "name": spoken.said(row, "name"),
        "url": url,
        "image": picture,
        "manufacturer": maker,
        **_told(description=spoken.said(row, "story"), material=row["materials"], offers=offers),
    }


def _baht(satang: int) -> str:
    """Baht with both places, as machines read it."""
    return f"{satang // SATANG}.{satang % SATANG:02d}"


def _told(**facts: Any) -> Data:
    return {name: value for name, value in facts.items() if value}


def _geo(row: Row) -> Data:
    if row["lat"] is None or row["lon"] is None:
        return {}
    return {"geo": {"@type": "GeoCoordinates", "latitude": row["lat"], "longitude": row["lon"]}}
