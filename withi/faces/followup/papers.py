"""The monitoring report of an area or of one community, as parts of a letter; in the language that is spoken now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.followup import access, queries, rules, told
from withi.faces.followup.rules import Standing, Totals
from withi.faces.followup.told import fact, head
from withi.ground.people.rules import Ability, Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit import era
from withi.kit.paper import letters
from withi.kit.paper.letters import Letter, Part, Place
from withi.kit.smallcells import FEWEST
from withi.registers.partners import queries as partners
from withi.registers.villages.models import Community
from withi.work.support.models import KIND_NAMES, SupportEntry

FIRST: Final = 10
"""So many communities are named to be looked at first; the others are counted."""
NEWEST: Final = 5
BUILT: Final = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom and when a report is made: the fiscal year (B.E.) with those of its months that have ended."""

    scope: Scope
    year: int
    months: tuple[int, ...]
    today: date


def wanted(scope: Scope, year: int, today: date) -> Wanted:
    return Wanted(scope, year, rules.months_of(year, today), today)


def top(code: str, name: str, place: str, asked: Wanted) -> list[Part]:
    """The office's own emblem and name, what paper it is, of what, for when, as of which day."""
    as_of = _("data as of %(day)s") % {"day": era.format_date(asked.today, language(), "long")}
    year = _("Fiscal year %(year)s") % {"year": told.year_word(asked.year)}
    return [
        letters.emblem(),
        letters.line(told.office(code, queries.names_around(code)), Place.CENTRE),
        letters.line(_("Monitoring report"), Place.CENTRE, is_bold=True),
        letters.line(_("OTOP Nawatwithi tourism communities, %(name)s") % {"name": name}, Place.CENTRE, is_bold=True),
        *([letters.line(place, Place.CENTRE)] if place else []),
        letters.line(f"{year} · {as_of}", Place.CENTRE),
        letters.rule(),
    ]


# --- an area -------------------------------------------------------------------------------------


def area_report(area: Area, asked: Wanted) -> Letter:
    """All communities of an area: the finding, who is to be looked at first, charts and tables, and what is missing."""
    found = queries.communities(area.code, asked.scope)
    name = queries.path_of(area)
    rows = queries.standings(found[: queries.MOST], asked.months, inside=name)
    sums = rules.totals(rows, asked.months, asked.today)
    sees = access.covers(asked.scope, Ability.PERSONAL, area.code)
    parts = [
        *top(area.code, name, "", asked),
        letters.paragraph(told.finding(sums)),
        *(more_than_fit() if len(found) > queries.MOST else []),
        *(of_area(area, rows, sums, asked, sees=sees) if rows else []),
        *missing(sees=sees),
        letters.signature("", _("officer who made the report")),
    ]
    return Letter(f"{_('Monitoring report')} {name}", name, tuple(parts), lang=language())


def of_area(area: Area, rows: Sequence[Standing], sums: Totals, asked: Wanted, *, sees: bool) -> list[Part]:
    """Everything between the finding of an area and what is missing."""
    ids = [one.pk for one in rows]
    return [
        *facts(area, sums, asked, sees=sees),
        *told.states_chart(sums),
        *looked_at_first(rows, asked),
        head(_("How each community stands")),
        told.standing_table(rows),
        head(_("Monthly reports and guests")),
        told.income_table(rows, asked.months, sees=sees),
        *(chart_of(rows, asked) if sees else []),
        head(_("What the support ledger says, by kind")),
        *told.given_table(queries.given(ids), sees=sees),
        head(_("Centres and their plans of revival")),
        *told.centres_table(queries.centres(area.code, asked.scope, asked.today)),
    ]


def facts(area: Area, sums: Totals, asked: Wanted, *, sees: bool) -> list[Part]:
    """The sums of an area, each with what it is known of."""
    supported = told.of(sums.supported, sums.communities)
    if sees and sums.times:
        supported = f"{supported} · {told.paid(sums.paid, sums.times)}"
    parts = [
        fact(_("Communities"), f"{sums.communities:,}"),
        fact(_("Receive guests"), told.of(sums.taking, sums.communities)),
        fact(_("Not confirmed for over 30 days"), told.of(sums.late, sums.communities)),
        fact(_("Supported, all years"), supported),
        fact(_("Monthly reports"), reports_said(sums)),
        fact(_("Tourism income reported"), income_said(area, sums, asked, sees=sees)),
        fact(_("Check-ins by phone"), count_said(sums.scans, sums.scanned, sums.communities)),
        fact(_("Guests counted by hosts"), count_said(sums.counted, sums.counting, sums.communities)),
        fact(
            _("Structures and facilities"), _("%(built)s, verified %(seen)s") % {"built": sums.built, "seen": sums.seen}
        ),
        fact(_("Prints in use"), prints_said(sums.prints, sums.outdated)),
    ]
    if sums.untold:
        parts.append(fact(_("Notices nobody passed on"), f"{sums.untold:,}"))
    return parts


def reports_said(sums: Totals) -> str:
    """Of how many months, and of how many communities nothing came."""
    if not sums.due:
        return _("no month of this year has ended yet")
    silent = (
        ngettext("%(n)s community reported nothing", "%(n)s communities reported nothing", sums.silent)
        % {"n": f"{sums.silent:,}"}
        if sums.silent
        else ""
    )
    return " · ".join(filter(None, (told.of(sums.come, sums.due), silent)))


def income_said(area: Area, sums: Totals, asked: Wanted, *, sees: bool) -> str:
    """What was taken in; not for who could read a single community off it."""
    if not sums.come:
        return _("nothing was reported, which is not the same as nothing")
    if not sees and not access.sum_is_shown(area.code, asked.months, asked.scope):
        return _("not shown: fewer than %(few)d communities reported, or one has most of it") % {"few": FEWEST}
    return f"{told.baht(sums.satang)} ({told.of(sums.come, sums.due)})"


def count_said(number: int, known: int, all_: int) -> str:
    """A count of guests with in how many communities anybody was counted."""
    if not known:
        return _("nobody was counted")
    values = {"n": f"{number:,}", "known": f"{known:,}", "all": f"{all_:,}"}
    return _("%(n)s, in %(known)s of %(all)s communities") % values


def built_said(sums: Totals) -> str:
    return _("%(built)s, verified %(seen)s") % {"built": f"{sums.built:,}", "seen": f"{sums.seen:,}"}


def prints_said(used: int, outdated: int) -> str:
    if not used:
        return _("none is written down")
    values = {"used": f"{used:,}", "bad": f"{outdated:,}"}
    return _("%(used)s, of which %(bad)s are worn or out of date") % values


def looked_at_first(rows: Sequence[Standing], asked: Wanted) -> list[Part]:
    """Whom to look at first; none is said as none."""
    found = rules.first_looked_at(rows, asked.months, asked.today)
    title = head(_("To be looked at first"))
    if not found:
        return [title, letters.paragraph(_("Nothing in the registers asks for a visit before others."))]
    more = len(found) - FIRST
    parts = [title, told.reasons_table(found[:FIRST])]
    if more > 0:
        said = ngettext("%(n)s more community has reasons too.", "%(n)s more communities have reasons too.", more)
        parts.append(letters.paragraph(said % {"n": f"{more:,}"}))
    return parts


def more_than_fit() -> list[Part]:
    said = _("Only the first %(most)d communities are in this report. Make one for each district to have all of them.")
    return [letters.paragraph(said % {"most": queries.MOST})]


def missing(*, sees: bool, of_one: bool = False) -> list[Part]:
    """How the report is to be read: what a gap is, what it does not say, and for whom it is. A community's own page
    says it in one paragraph."""
    said = [
        _("A month that was not reported is no zero, and is in no sum. “–” says that nobody wrote anything down."),
        _("Every community is held to report every month that has ended, except one that ceased."),
        _("Check-ins by phone and guests counted by hosts are series of their own and are not added up."),
        _(
            "Support and income stand side by side so that they can be read together; the report does not say that one "
            "brought the other about."
        ),
        _("The report names single communities and what they took in; it is for the officers in charge.")
        if sees
        else _("What single communities took in is left out: the reader is not in charge of them."),
    ]
    if of_one:
        return [letters.paragraph(f"{said[0]} {said[3]}")]
    return [head(_("How to read this report")), letters.rows([("–", text) for text in said], (6, 154))]


# --- one community -------------------------------------------------------------------------------


def community_report(row: Community, asked: Wanted) -> Letter:
    """One community on a page or two."""
    (one,) = queries.standings([row], asked.months)
    sees = access.sees_money(asked.scope, row)
    parts = [
        *top(row.area_code, one.name, one.place, asked),
        letters.paragraph(told.finding_of_one(one, asked.months)),
        *facts_of_one(row, one, asked, sees=sees),
        *reasons_of_one(one, asked),
        *(chart_of([one], asked) if sees else []),
        *supports_of_one(one, sees=sees),
        *built_of_one(row),
        head(_("Centres and their plans of revival")),
        *told.centres_table(queries.centres_near(row, asked.scope, asked.today)),
        *missing(sees=sees, of_one=True),
        letters.signature("", _("officer who made the report")),
    ]
    return Letter(f"{_('Monitoring report')} {one.name}", one.place, tuple(parts), lang=language())


def facts_of_one(row: Community, one: Standing, asked: Wanted, *, sees: bool) -> list[Part]:
    """What is known of the community, each beside what it is known of."""
    since = queries.since_of(row.pk) if one.is_said else None
    standing = told.state(one)
    if since:
        begun = _("since %(day)s") % {"day": told.day(since)}
        standing = f"{standing} · {begun}"
    confirmed = " · ".join(filter(None, (told.day(one.confirmed_on), row.confirmed_role)))
    supported = told.times_of(one)
    if sees and one.times:
        supported = f"{supported} · {told.paid(one.paid, one.times)}"
    return [
        fact(_("Receiving guests"), standing),
        *([fact(_("Why"), row.receiving_reason)] if row.receiving_reason else []),
        fact(_("Last confirmed"), confirmed),
        fact(_("Times supported"), supported),
        fact(_("Months reported"), months_said(one, asked)),
        *(money_of_one(row, one, asked) if sees else []),
        fact(_("Check-ins by phone"), told.counted(one.scans)),
        fact(_("Guests counted by hosts"), told.counted(one.counted)),
        fact(_("Prints in use"), prints_said(one.prints, one.outdated)),
        *([fact(_("Notices nobody passed on"), f"{one.untold:,}")] if one.untold else []),
    ]


def months_said(one: Standing, asked: Wanted) -> str:
    """How many months came, and which are missing by name."""
    come = {month for month, _amount in one.reports}
    gone = [] if one.is_ceased else [month for month in asked.months if month not in come]
    said = told.of(len(come), one.due(asked.months))
    if not gone or not come:
        return said
    names = ", ".join(era.month_label(month, language()) for month in gone)
    lacking = _("missing: %(months)s") % {"months": names}
    return f"{said} · {lacking}"


def money_of_one(row: Community, one: Standing, asked: Wanted) -> list[Part]:
    """What the community took in and what its producers sold, each with from how many reports."""
    found = queries.sold(row.pk, asked.months)
    due = found.makers * len(asked.months)
    taken = _("not reported") if one.satang is None else told.baht(one.satang)
    if one.guests:
        guests = _("guests reported: %(n)s") % {"n": f"{one.guests:,}"}
        taken = f"{taken} · {guests}"
    if not found.reports:
        sales = _("not reported")
    else:
        values = {"come": f"{found.reports:,}", "due": f"{max(due, found.reports):,}", "makers": f"{found.makers:,}"}
        words = _("from %(come)s of %(due)s reports of %(makers)s active producers") % values
        sales = f"{told.baht(found.satang)} · {words}"
    return [fact(_("Tourism income reported"), taken), fact(_("Sales of its producers"), sales)]


def reasons_of_one(one: Standing, asked: Wanted) -> list[Part]:
    why = rules.reasons(one, asked.months, asked.today)
    if not why:
        return []
    return [fact(_("To be looked at"), ", ".join(str(told.REASONS[reason]) for reason in why))]


def chart_of(rows: Sequence[Standing], asked: Wanted) -> list[Part]:
    """What communities took in together, month by month, beside the year before. One query."""
    was = queries.before([one.pk for one in rows], era.fiscal_months(asked.year))
    return told.income_chart(asked.year, asked.months, rules.by_month(rows, asked.months), was)


def supports_of_one(one: Standing, *, sees: bool) -> list[Part]:
    """The newest supports, and how many more there are."""
    title = head(_("What the support ledger says"))
    if not one.times:
        return [title, letters.paragraph(_("The support ledger has no entry for this community."))]
    names, widths = [_("Day"), _("Support"), _("By")], [26, 84, 50]
    if sees:
        names, widths = [*names, _("Amount (baht)")], [24, 68, 40, 28]
    lines = [support_line(row, sees=sees) for row in queries.supports_of(one.pk, NEWEST)]
    more = one.times - len(lines)
    said = ngettext("%(n)s earlier entry is not listed.", "%(n)s earlier entries are not listed.", more)
    return [
        title,
        letters.table(tuple(names), lines, tuple(widths), ends=(3,)),
        *([letters.paragraph(said % {"n": f"{more:,}"})] if more > 0 else []),
    ]


def support_line(row: SupportEntry, *, sees: bool) -> tuple[str, ...]:
    title = row.title_en if language() == "en" and row.title_en else row.title_th
    by = partners.name_of(row.partner) if row.partner else _("our own offices")
    line = (told.day(row.given_on), f"{dict(KIND_NAMES)[row.kind]}: {title}", by)
    return (*line, told.NONE if row.amount is None else told.bare(row.amount)) if sees else line


def built_of_one(row: Community) -> list[Part]:
    """Structures and facilities with who made them and when an officer last saw them."""
    rows = queries.built_of(row.pk)
    if not rows:
        return []
    lines = [
        (queries.name_of(one), one.maker or told.NONE, _("verified %(day)s") % {"day": told.day(one.verified_on)}
         if one.verified_on else _("not verified"))
        for one in rows[:BUILT]
    ]  # fmt: skip
    more = len(rows) - BUILT
    said = ngettext("%(n)s more is not listed.", "%(n)s more are not listed.", more)
    return [
        head(_("Structures and facilities")),
        letters.table((_("Name"), _("Made by"), _("Seen by an officer")), lines, (70, 50, 40)),
        *([letters.paragraph(said % {"n": f"{more:,}"})] if more > 0 else []),
    ]
