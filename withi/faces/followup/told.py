"""Sentences, charts and tables of the report, out of plain numbers and in the language that is spoken now."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.faces.followup.queries import Given, Kept, name_of
from withi.faces.followup.rules import Money, Reason, Standing, Totals
from withi.ground.web.answers import language
from withi.kit import charts, era
from withi.kit.money import SATANG, format_baht
from withi.kit.paper import drawings, letters
from withi.kit.paper.letters import Part
from withi.registers.centres.models import CONDITION_NAMES
from withi.registers.centres.models import KIND_NAMES as CENTRE_NAMES
from withi.registers.villages.models import RECEIVING_NAMES
from withi.work.support.models import KIND_NAMES

BANGKOK: Final = "10"
NONE: Final = "–"
WIDE: Final = 62
"""Of a labelled fact: where what it says begins, in mm."""
BAR_HIGH, LINES_HIGH = 26, 58
"""Of the charts, in mm."""
WHOLE: Final = 1000
REASONS: Final = {
    Reason.UNSAID: gettext_lazy("never said whether it receives guests"),
    Reason.CLOSED: gettext_lazy("was supported and receives no guests today"),
    Reason.SILENT: gettext_lazy("reported no month"),
    Reason.UNCONFIRMED: gettext_lazy("not confirmed for over 30 days"),
    Reason.OUTDATED: gettext_lazy("has prints that are worn or out of date"),
    Reason.UNSUPPORTED: gettext_lazy("nothing in the ledger"),
    Reason.UNTOLD: gettext_lazy("notices not passed on"),
}


def baht(satang: int) -> str:
    return format_baht(satang, decimals="never", lang=language(), unit=True)


def bare(satang: int) -> str:
    return format_baht(satang, decimals="never")


def day(given: date | None) -> str:
    return era.format_date(given, language()) if given else NONE


def year_word(year: int) -> str:
    """A fiscal year as it is written in this language."""
    return str(year - era.BE_OFFSET if language() == "en" else year)


def office(code: str, names: Mapping[str, str]) -> str:
    """The office of an area as it heads its papers; `names` of its province and its district by code."""
    district, province = names.get(code[:4], ""), names.get(code[:2], "")
    values = {"district": district, "province": province}
    if code.startswith(BANGKOK):
        return _("Office of khet %(district)s, Bangkok") % values if len(code) > len(BANGKOK) else province
    if len(code) == len(BANGKOK):
        return _("Community Development Office of province %(province)s") % values
    return _("Community Development Office of district %(district)s, province %(province)s") % values


def of(some: int, all_: int) -> str:
    return _("%(come)s of %(due)s") % {"come": f"{some:,}", "due": f"{all_:,}"}


def paid(money: Money, times: int) -> str:
    """A sum of the ledger, honest about what it is the sum of; nothing where no amount is known."""
    if not money.known:
        return _("no amount is known") if times else ""
    told = {"amount": baht(money.satang), "known": f"{money.known:,}", "all": f"{times:,}"}
    return _("%(amount)s, from the %(known)s of %(all)s whose amount is known") % told


def state(one: Standing) -> str:
    """How a community stands; "not said" where it never told."""
    return str(dict(RECEIVING_NAMES)[one.receiving]) if one.is_said else _("not said")


def fact(label: str, text: str) -> Part:
    return letters.labelled(label, text, width=WIDE)


def head(text: str) -> Part:
    return letters.line(text, is_bold=True)


# --- findings ------------------------------------------------------------------------------------


def finding(found: Totals) -> str:
    """An area in a sentence or two: who receives guests, who was supported, what was reported."""
    if not found.communities:
        return _("No community of this area is in the register yet, so there is nothing to follow up.")
    values = {name: f"{getattr(found, name):,}" for name in Totals.__dataclass_fields__}
    first = ngettext(
        "%(taking)s of %(communities)s community receives guests.",
        "%(taking)s of %(communities)s communities receive guests.",
        found.communities,
    )
    second = _(
        "Of the %(supported)s that the ledger says were supported, %(supported_taking)s receive guests today, and "
        "%(come)s of %(due)s monthly reports of tourism income have come."
    )
    return f"{first} {second}" % values


def finding_of_one(one: Standing, months: Sequence[int]) -> str:
    """One community in a sentence."""
    values = {
        "name": one.name,
        "state": state(one),
        "times": f"{one.times:,}",
        "come": f"{len(one.reports):,}",
        "due": f"{one.due(months):,}",
    }
    if not one.is_said:
        return (
            _(
                "%(name)s never said whether it receives guests; it was supported %(times)s times, and %(come)s of "
                "%(due)s monthly reports have come."
            )
            % values
        )
    return (
        _(
            "%(name)s is told as “%(state)s”; it was supported %(times)s times, and %(come)s of %(due)s monthly "
            "reports have come."
        )
        % values
    )


# --- charts --------------------------------------------------------------------------------------


def states_chart(found: Totals) -> list[Part]:
    """How the communities of an area stand, as one bar of three parts."""
    if not found.communities:
        return []
    named = (
        (found.taking, _("receive guests %(n)s"), "full"),
        (found.closed, _("paused or ceased %(n)s"), "tinted"),
        (found.unsaid, _("not said %(n)s"), "open"),
    )
    parts = [
        charts.Part(count * WHOLE // found.communities, word % {"n": f"{count:,}"}, look) for count, word, look in named
    ]
    label = _("How the communities stand: %(parts)s") % {"parts": ", ".join(part.word for part in parts)}
    return [
        head(_("Receiving guests")),
        letters.drawing(drawings.for_paper(charts.share_bar(label, parts)), label, height=BAR_HIGH),
    ]


def income_chart(year: int, months: Sequence[int], now: Sequence[int | None], was: Mapping[int, int]) -> list[Part]:
    """Tourism income by month beside the year before; a month nobody reported is a gap, no zero."""
    known = [amount for amount in (*now, *was.values()) if amount is not None]
    if not known:
        return []
    size, unit = (SATANG * 1000, _("thousand baht")) if max(known) >= 2000 * SATANG else (SATANG, _("baht"))
    told = {"one": year_word(year), "other": year_word(year - 1), "unit": unit}
    label = _("Tourism income by month, fiscal years %(one)s and %(other)s, in %(unit)s") % told
    whole = era.fiscal_months(year)
    by_month = dict(zip(months, now, strict=True))
    drawn = charts.two_years(
        charts.YearLines(
            label=label,
            now_name=told["one"],
            was_name=told["other"],
            months=[era.month_label(month, language()).split()[0] for month in whole],
            now=[by_month.get(month) for month in whole],
            was=[was.get(month) for month in whole],
            open_from=len(whole),
            unit=size,
        )
    )
    return [head(label), letters.drawing(drawings.for_paper(drawn), label, height=LINES_HIGH)]


# --- tables --------------------------------------------------------------------------------------


def standing_table(rows: Sequence[Standing]) -> Part:
    """Every community: how it stands, when somebody last looked, what it was given, what was built."""
    names = (
        _("No."), _("Community"), _("Receiving guests"), _("Last confirmed"), _("Times supported"),
        _("Structures verified"), _("Prints out of date"),
    )  # fmt: skip
    lines = [
        (
            f"{place}", f"{one.name} · {one.place}", state(one), day(one.confirmed_on), times_of(one),
            of(one.seen, one.built) if one.built else NONE, of(one.outdated, one.prints) if one.prints else NONE,
        )
        for place, one in enumerate(rows, start=1)
    ]  # fmt: skip
    return letters.table(names, lines, (10, 43, 26, 22, 22, 20, 17), ends=(0,))


def times_of(one: Standing) -> str:
    """How often a community was supported, and when last; none is said as none."""
    if not one.times:
        return _("none")
    told = ngettext("%(n)s time", "%(n)s times", one.times) % {"n": f"{one.times:,}"}
    last = _("last %(day)s") % {"day": day(one.last_given)}
    return f"{told} · {last}"


def income_table(rows: Sequence[Standing], months: Sequence[int], *, sees: bool) -> Part:
    """What every community reported and who was counted there; without what it took in for who is not in charge."""
    names = [_("No."), _("Community"), _("Months reported"), _("Check-ins by phone"), _("Guests counted by hosts")]
    widths = [9, 66, 27, 29, 29]
    if sees:
        names, widths = [*names, _("Tourism income (baht)")], [9, 48, 24, 24, 25, 30]
    lines = []
    for place, one in enumerate(rows, start=1):
        line = [
            f"{place}", one.name, of(len(one.reports), one.due(months)), counted(one.scans), counted(one.counted)
        ]  # fmt: skip
        if sees:
            line.append(_("not reported") if one.satang is None else bare(one.satang))
        lines.append(tuple(line))
    return letters.table(tuple(names), lines, tuple(widths), ends=(0, 2, 3, 4, 5))


def counted(number: int | None) -> str:
    """A count; a dash where nobody was counted, which is no zero."""
    return NONE if number is None else f"{number:,}"


def given_table(rows: Sequence[Given], *, sees: bool) -> list[Part]:
    """What the communities were given, by kind."""
    if not rows:
        return [letters.paragraph(_("The support ledger has no entry for these communities."))]
    kinds = dict(KIND_NAMES)
    names = [_("Kind of support"), _("Times"), _("Communities")]
    widths = [70, 40, 50]
    if sees:
        names, widths = [*names, _("Amount, where it is known")], [44, 18, 26, 72]
    lines = [
        (
            str(kinds[row.kind]), f"{row.times:,}", f"{row.communities:,}",
            *([paid(row.paid, row.times)] if sees else []),
        )
        for row in rows
    ]  # fmt: skip
    return [letters.table(tuple(names), lines, tuple(widths), ends=(1, 2))]


def centres_table(rows: Sequence[Kept]) -> list[Part]:
    """Centres, how each stands since when, and how far its plan of revival is."""
    if not rows:
        return [letters.paragraph(_("No centre of this area is in the register."))]
    kinds, conditions = dict(CENTRE_NAMES), dict(CONDITION_NAMES)
    lines = [
        (
            f"{name_of(kept.row)} · {kinds[kept.row.kind]}",
            f"{conditions[kept.row.condition]} · {day(kept.row.condition_on)}",
            kept.row.condition_note or NONE,
            plan_of(kept),
        )
        for kept in rows
    ]
    return [letters.table((_("Centre"), _("How it stands"), _("Why"), _("Plan of revival")), lines, (54, 34, 38, 34))]


def plan_of(kept: Kept) -> str:
    """ "2 of 5 steps done", and how many are overdue."""
    if not kept.plan.total:
        return NONE
    told = _("%(done)s of %(total)s steps done") % {"done": kept.plan.done, "total": kept.plan.total}
    late = kept.plan.late
    overdue = ngettext("%d step overdue", "%d steps overdue", late) % late
    return f"{told} · {overdue}" if late else told


def reasons_table(found: Sequence[tuple[Standing, tuple[Reason, ...]]]) -> Part:
    """Whom to look at first, and why."""
    lines = [
        (f"{place}", f"{one.name} · {one.place}", ", ".join(str(REASONS[reason]) for reason in why))
        for place, (one, why) in enumerate(found, start=1)
    ]
    return letters.table((_("No."), _("Community"), _("Why")), lines, (9, 66, 85), ends=(0,))
