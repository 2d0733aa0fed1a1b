"""A trip as its page and its paper show it: texts finished, times from the stored basis, names as they are today."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.faces.planner import access, enquiry, queries, rain, roads, rules
from withi.faces.planner.enquiry import Asked
from withi.faces.planner.forms import COMPANY, TRANSPORT, clock
from withi.faces.planner.models import Trip
from withi.faces.planner.queries import Told
from withi.faces.planner.rules import Item
from withi.faces.planner.shapes import Contact, DayPlan, Line, TripPage
from withi.ground.web.pages import Language, absolute, url
from withi.kit import codes, era, travel
from withi.kit.hours import call_words
from withi.kit.money import format_baht
from withi.kit.phones import split_phones
from withi.kit.trips import Reason, Visit

ICONS = {
    "attraction": "see", "structure": "structure", "activity": "do", "food": "eat", "wisdom": "wisdom", "dye": "dye",
    "homestay": "sleep",
}  # fmt: skip
KINDS: dict[str, str | Promise] = {
    "attraction": gettext_lazy("see"), "structure": gettext_lazy("see"), "activity": gettext_lazy("do"),
    "food": gettext_lazy("eat"), "wisdom": gettext_lazy("learn"), "dye": gettext_lazy("learn"),
}  # fmt: skip
WHY_NOT: dict[str, str | Promise] = {
    Reason.UNWANTED: gettext_lazy("you took it out"),
    Reason.CLOSED: gettext_lazy("closed on these days"),
    Reason.NOTICE: gettext_lazy("must be called earlier than there is time for"),
    Reason.GROUP_SMALL: gettext_lazy("opens for larger groups only"),
    Reason.GROUP_LARGE: gettext_lazy("takes fewer people than you are"),
    Reason.WINDOW: gettext_lazy("open for a shorter time than a visit takes"),
    Reason.DAY: gettext_lazy("too far for the hours of the day"),
    Reason.BUDGET: gettext_lazy("costs more than you want to spend"),
    Reason.LUNCH: gettext_lazy("would leave no time for lunch"),
    rain.RAIN: gettext_lazy("in the open, left out for the rain"),
    Reason.NO_ROOM: gettext_lazy("other stops suited you better in the time there is"),
}
TROUBLE: dict[str, str | Promise] = {
    Reason.WINDOW: gettext_lazy("You would come when it is closed."),
    Reason.CLOSED: gettext_lazy("It is closed on this day."),
    Reason.NOTICE: gettext_lazy("It must be called earlier than there is time for."),
}
MOST_LEFT_OUT = 12


def named(row: Mapping[str, Any]) -> str:
    """The name in the language of the page; the Thai one where there is no English."""
    return str((row["name_en"] if translation.get_language() == "en" else "") or row["name_th"])


def is_thai(row: Mapping[str, Any]) -> bool:
    return translation.get_language() == "en" and not row["name_en"]


def trip_page(trip: Trip, lang: Language) -> TripPage:
    """A trip in one language. Four queries."""
    with translation.override(lang):
        return Telling(trip, lang).page()


class Telling:
    """One trip being told: its basis and state, its times, and what the registers say today."""

    def __init__(self, trip: Trip, lang: Language) -> None:
        self.trip, self.lang = trip, lang
        self.basis, self.state = access.basis_of(trip), access.state_of(trip)
        self.times = rules.timed(self.basis, self.state)
        out = [pk for pk, _reason in self.state.left_out]
        shown = {*self.state.visited, *filter(None, self.state.nights), *out, *self.state.removed}
        items = [one for one in (*self.basis.items, *self.basis.beds) if one.id in shown]
        self.items = {one.id: one for one in items}
        self.wish = self.basis.wish
        homes = {one.community for one in items} | {self.wish["community"] or 0}
        self.told: Told = queries.told(self.items, homes, self.wish["area"], self.wish.get("route"))

    def page(self) -> TripPage:
        days = [self.day(number) for number in range(len(self.state.routes))]
        code = self.code()
        out = self.left_out()
        rest = [(name, why) for pk, name, why in out if pk not in self.wish["musts"]]
        return TripPage(
            title=self.title(),
            region=codes.region(code) if code else "",
            code=code,
            areas=self.areas(),
            about=list(self.about()),
            days=days,
            **self.cost(),
            contacts=list(self.contacts()),
            left_out=rest[:MOST_LEFT_OUT],
            more_left=str(len(rest) - MOST_LEFT_OUT) if len(rest) > MOST_LEFT_OUT else "",
            missed=[(name, why) for pk, name, why in out if pk in self.wish["musts"]] + self.missed_home(out),
            changes=list(self.changes()),
            stale=self.stale(),
            hours_source=self.hours_source(),
            roofs_source=self.shown_day(rain.told_from(self.basis)),
            roads_source=roads.source_of(self.basis, self.shown_day),
            planned=self.shown_day(date.fromisoformat(self.basis.asked_on)),
            undo=url("planner:trip", self.trip.before_id) if self.trip.before_id else "",
            again=self.again(),
            address=self.address(),
            is_demo=any(home["is_demo"] for home in self.told.communities.values()),
        )

    def address(self) -> str:
        return absolute(url("planner:trip", self.trip.pk, lang="th"))

    def areas(self) -> list[str]:
        """Areas of the communities of the trip that may be shown, as reached; the first one's cloth heads the page."""
        return [str(self.told.communities[pk]["area_code"]) for pk in self.homes() if pk in self.told.communities]

    def code(self) -> str:
        return next(iter(self.areas()), "")

    def title(self) -> str:
        days = len(self.state.routes)
        length = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        return _("A trip of %(length)s: %(place)s") % {"length": length, "place": self.where()}

    def where(self) -> str:
        """The community, area or route that was chosen; the first community where it may no longer be shown."""
        homes = [
            self.told.communities[pk] for pk in (self.wish["community"], *self.homes()) if pk in self.told.communities
        ]
        if self.wish["community"] is None and (chosen := self.told.chosen):
            return chosen[1] if self.lang == "en" and chosen[1] else chosen[0]
        return named(homes[0]) if homes else _("Thailand")

    def about(self) -> Iterator[str]:
        first, last = self.basis.first, self.basis.day(len(self.state.routes) - 1)
        yield era.format_span(first, last, self.lang, "long") if first != last else self.shown_day(first, "long")
        people = ngettext("%(n)s person", "%(n)s people", self.wish["party"]) % {"n": self.wish["party"]}
        yield f"{people} ({dict(COMPANY)[self.wish['company']]})"
        yield str(dict(TRANSPORT)[self.wish["transport"]])

    def shown_day(self, day: date, style: Any = "short") -> str:
        return era.kept_together(era.format_date(day, self.lang, style))

    def again(self) -> str:
        community, area = self.wish["community"], self.wish["area"]
        if community:
            return url("planner:community", community)
        if (route := self.wish.get("route")) and self.told.chosen:
            return url("planner:route", route)
        return url("planner:area", area) if area else url("planner:start")

    # --- days ---

    def day(self, number: int) -> DayPlan:
        is_last = number == len(self.state.routes) - 1
        bed = self.bed_of(number)
        late = any(stop is None for day, stop, _reason in self.times.trouble if day == number)
        day = self.basis.day(number)
        return DayPlan(
            index=number,
            number=number + 1,
            title=f"{weekday(day)} {self.shown_day(day)}",
            iso=day.isoformat(),
            begins=clock(self.wish["begin"]),
            start=self.starts_at(number),
            lines=list(self.lines(number)),
            ends=clock(self.times.ends[number]),
            bed=self.bed(bed, number) if bed else None,
            no_bed=bed is None and not is_last,
            trouble=_("This day ends later than you wished.") if late else "",
            is_wet=number in self.state.wet,
        )

    def lines(self, number: int) -> Iterator[Line]:
        """The stops of a day in their order, each with the way from the one before."""
        trouble = {stop: reason for day, stop, reason in self.times.trouble if day == number}
        evening = self.bed_of(number - 1)
        before = evening.place if evening else 0
        for visit in self.times.visits[number]:
            place = self.place(visit)
            here = before if place is None else place
            yield self.line(visit, before, here, str(TROUBLE.get(trouble.get(visit.stop, ""), "")))
            before = here

    def bed_of(self, number: int) -> Item | None:
        """Where the night after a day is spent; None where nowhere, and before the first day."""
        nights = self.state.nights
        return self.items.get(nights[number] or 0) if 0 <= number < len(nights) else None

    def starts_at(self, number: int) -> str:
        """Where a day begins, in words."""
        if bed := self.bed_of(number - 1):
            return _("From %(place)s") % {"place": self.names(bed)["name"]}
        if self.basis.own_start:
            return _("From where you set out")
        home = self.told.communities.get(self.wish["community"] or 0)
        return _("From %(place)s") % {"place": named(home)} if home else _("Begin here")

    def place(self, visit: Visit) -> int | None:
        item = self.items.get(visit.stop) if isinstance(visit.stop, int) else None
        return item.place if item else None

    def line(self, visit: Visit, before: int, here: int, warning: str) -> Line:
        item = self.items.get(visit.stop) if isinstance(visit.stop, int) else None
        lat, lon = self.basis.points[here]
        common = {
            "time": clock(visit.start), "until": clock(visit.leave), "leg": self.leg(visit, before, here),
            "wait": _("wait %(n)s min") % {"n": visit.wait} if visit.wait else "",
            "lat": lat, "lon": lon, "begins": visit.start, "leaves": visit.leave,
        }  # fmt: skip
        if item is None:
            return Line(stop=0, icon="eat", name=_("Time for lunch"), thai=False, home="", home_url="", cost="",
                        why=_("no local food fits at noon: eat where you are"), hours="", warning="", is_pinned=False,
                        **common)  # type: ignore[arg-type]  # fmt: skip
        return Line(
            stop=item.id, icon=ICONS[item.kind], cost=self.price(item), why=self.why(item, visit),
            hours=self.open(item, visit), warning=warning or self.gone(item), is_pinned=item.id in self.state.pinned,
            **self.names(item), **common,  # type: ignore[arg-type]
        )  # fmt: skip

    def names(self, item: Item) -> dict[str, Any]:
        """Name and community as the registers tell them today; withheld where guests may no longer see them."""
        asset, home = self.told.assets.get(item.id), self.told.communities.get(item.community)
        if asset is None or home is None:
            return {"name": _("a place that is no longer shown"), "thai": False, "home": "", "home_url": ""}
        return {
            "name": named(asset), "thai": is_thai(asset), "home": named(home),
            "home_url": url("portal:community", item.community),
        }  # fmt: skip

    def leg(self, visit: Visit, before: int, here: int) -> str:
        if not visit.leg:
            return ""
        points = [(lat, lon) for lat, lon in self.basis.points]
        km = travel.road_km(points[before], points[here], self.wish["transport"], self.basis.travel)
        return _("about %(km)s km, %(n)s min") % {"km": f"{km:.0f}" if km >= 10 else f"{km:.1f}", "n": visit.leg}

    def open(self, item: Item, visit: Visit) -> str:
        """The hours of the stop: the community's own, or said to be only usual."""
        if visit.window is None:
            return ""
        words = _("open %(from)s-%(until)s") if item.told else _("usually open %(from)s-%(until)s")
        return words % {"from": clock(visit.window[0]), "until": clock(visit.window[1])}

    def price(self, item: Item) -> str:
        if item.price is None:
            return _("price not told")
        return format_baht(item.fee, lang=self.lang, unit=True) if item.fee else _("free of charge")

    def why(self, item: Item, visit: Visit) -> str:
        """Why it is in the trip, in a few words."""
        reasons = []
        if item.id in self.wish["musts"]:
            reasons.append(_("you said it must be in it"))
        elif item.id in self.state.pinned:
            reasons.append(_("you keep it"))
        if rules.likes(self.wish["tastes"], item.kind):
            reasons.append(_("you like to %(what)s") % {"what": KINDS[item.kind]})
        if item.kind == "food" and rules.LUNCH[0] <= visit.start <= rules.LUNCH[1]:
            reasons.append(_("lunch"))
        if item.community == self.wish["community"]:
            reasons.append(_("in the community you chose"))
        elif visit.leg:
            reasons.append(_("on the way"))
        else:
            reasons.append(_("where you are anyway"))
        return " · ".join(reasons)

    def bed(self, item: Item, number: int) -> Line:
        last = self.times.visits[number][-1].leave if self.times.visits[number] else self.wish["begin"]
        lat, lon = self.basis.points[item.place]
        ends = self.times.ends[number]
        room = _("room for %(n)s") % {"n": item.left} if item.left else ""
        return Line(
            stop=item.id, icon="sleep", time=clock(ends), until="",
            leg=_("%(n)s min from the last stop") % {"n": ends - last} if ends > last else "", wait="",
            cost=self.price(item), why=room, hours="", warning=self.gone(item), is_pinned=False,
            lat=lat, lon=lon, begins=ends, leaves=ends, **self.names(item),
        )  # fmt: skip

    # --- what is told beside the days ---

    def cost(self) -> dict[str, str]:
        """What all pay as far as it is told, about what each does, and how many prices nobody told."""
        chosen = [self.items[pk] for pk in (*self.state.visited, *filter(None, self.state.nights))]
        fee, party = sum(one.fee for one in chosen), self.wish["party"]
        untold = sum(one.price is None for one in chosen)
        said = ngettext("%(n)s price is not told and not counted", "%(n)s prices are not told and not counted", untold)
        return {
            "cost": format_baht(fee, lang=self.lang, unit=True),
            "each": format_baht(-(-fee // party // 100) * 100, lang=self.lang, unit=True) if party > 1 else "",
            "untold": said % {"n": untold} if untold else "",
        }

    def homes(self) -> list[int]:
        """Communities of the trip in the order they are reached."""
        stops = [pk for route, bed in zip(self.state.routes, self.state.nights, strict=False) for pk in (*route, bed)]
        return list(dict.fromkeys(self.items[pk].community for pk in stops if pk))

    def contacts(self) -> Iterator[Contact]:
        asked = Asked(self.basis, self.state, self.times, self.told, self.address())
        for pk in self.homes():
            home = self.told.communities.get(pk)
            if home is None or home["receiving"] not in ("open", "appointment"):
                continue
            phone = next(iter(split_phones(home["phone"])), None)
            notice = max((one.notice for one in self.items.values() if one.community == pk), default=0)
            day = timedelta(days=notice)
            yield Contact(
                name=named(home), thai=is_thai(home), url=url("portal:community", pk),
                dial=(phone.dial or home["phone"]) if phone else "", phone=phone.display if phone else "",
                call_hours=call_words(home["call_hours"], self.lang),
                by=_("call by %(day)s at the latest") % {"day": self.shown_day(self.basis.first - day)}
                if notice else _("call before you set out"),
                letter=enquiry.letter(asked, pk),
            )  # fmt: skip

    def left_out(self) -> list[tuple[int, str, str]]:
        """What was not taken and why, the best first: first what the guest took out."""
        taken = [(pk, Reason.UNWANTED.value) for pk in self.state.removed]
        gone = {pk for pk, _reason in taken} | set(self.state.visited)
        found = taken + [(pk, why) for pk, why in self.state.left_out if pk not in gone]
        found.sort(
            key=lambda one: (one[1] != Reason.UNWANTED, -self.items[one[0]].score if one[0] in self.items else 0)
        )
        return [
            (pk, f"{named(self.told.assets[pk])}, {named(self.told.communities[self.items[pk].community])}",
             str(WHY_NOT.get(why, WHY_NOT[Reason.NO_ROOM])))
            for pk, why in found
            if pk in self.told.assets and self.receives(pk)
        ]  # fmt: skip

    def missed_home(self, out: list[tuple[int, str, str]]) -> list[tuple[str, str]]:
        """The community that was chosen, where nothing of it is in the trip, with the reason of its best stop."""
        chosen = self.told.communities.get(self.wish["community"] or 0)
        if chosen is None or chosen["id"] in self.homes():
            return []
        whys = [why for pk, _name, why in out if self.items[pk].community == chosen["id"]]
        return [(named(chosen), whys[0])] if whys else []

    def receives(self, pk: int) -> bool:
        home = self.told.communities.get(self.items[pk].community)
        return home is not None and home["receiving"] in ("open", "appointment")

    def gone(self, item: Item) -> str:
        """What stops a visit by what the registers say today."""
        home, asset = self.told.communities.get(item.community), self.told.assets.get(item.id)
        if home is None or asset is None:
            return _("No longer shown on this site: please take it out.")
        if home["receiving"] == "paused":
            return _("The community has paused receiving guests: please take it out.")
        if home["receiving"] == "ceased":
            return _("The community receives no guests any more: please take it out.")
        return ""

    def changes(self) -> Iterator[str]:
        """What is different today from when the trip was planned."""
        chosen = (*self.state.visited, *filter(None, self.state.nights))
        for item in map(self.items.__getitem__, chosen):
            asset, home = self.told.assets.get(item.id), self.told.communities.get(item.community)
            if warning := self.gone(item):
                name = named(asset) if asset and home else _("a place that is no longer shown")
                yield f"{name}: {warning}"
            elif asset and (asset["price"], asset["price_unit"]) != (item.price, item.unit):
                now = rules.fee_of(asset["price"], asset["price_unit"], self.wish["party"])
                told = (
                    format_baht(now, lang=self.lang, unit=True) if asset["price"] is not None else _("price not told")
                )
                yield _("%(name)s: the price was %(before)s and is now %(now)s") % {
                    "name": named(asset), "before": self.price(item), "now": told,
                }  # fmt: skip

    def stale(self) -> str:
        """How many of the stops nobody has confirmed for half a year."""
        asked = date.fromisoformat(self.basis.asked_on)
        items = [self.items[pk] for pk in self.state.visited]
        old = sum(
            not rules.is_fresh(date.fromisoformat(one.verified) if one.verified else None, asked) for one in items
        )
        if not old:
            return ""
        return _("%(n)s of %(all)s stops were not confirmed within %(days)s days.") % {
            "n": old, "all": len(items), "days": rules.STALE_DAYS,
        }  # fmt: skip

    def hours_source(self) -> str:
        """Since when the ordinary hours hold; empty where every stop told its own."""
        if all(self.items[pk].told for pk in self.state.visited):
            return ""
        found = next(one for one in rules.HOURS if one.version == self.basis.hours)
        return self.shown_day(found.valid_from)


def weekday(day: date) -> str:
    names = (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    )  # fmt: skip
    return names[day.weekday()]
