"""What the pages of monthly income show, as ready strings."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.files.models import Photo
from withi.ground.files.queries import shown
from withi.ground.notices.queries import of_list
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.queries import moment
from withi.ground.web.answers import language
from withi.ground.web.forms import Form
from withi.kit import codes, era
from withi.kit.money import format_baht
from withi.kit.pictures import height_at
from withi.kit.problem import RULES, Problem
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import phone_lines
from withi.registers.publication.queries import area_choices, paths_of
from withi.registers.villages.models import Community
from withi.work.income import access, forms, queries, rules
from withi.work.income.models import CHANNEL_NAMES, CLOSE_NAMES, WHY_NAMES, IncomeClose, IncomeMonth
from withi.work.income.rules import Known, Question, Report, State, Step

MONTHS_BACK = 24
NATION = "nation"
"""How the whole country is called in a form."""


def long_month(month: int) -> str:
    return era.month_label(month, language(), "long")


def short_month(month: int) -> str:
    """Only the month's name: "ก.ย."."""
    return era.month_label(month, language()).rsplit(" ", 1)[0]


def is_own(scope: Scope, producer: Producer) -> bool:
    return producer.pk in scope.subjects(Ability.ENTER, Producer.SUBJECT)


def head(title: str, area_code: str) -> dict[str, Any]:
    return {"title": title, "region": codes.region(area_code) if area_code else ""}


# --- a producer's month --------------------------------------------------------------------------


def of_producer(producer: Producer, scope: Scope) -> dict[str, Any]:
    today = timezone.localdate()
    due = rules.due_month(today)
    until = queries.cutoff(due, producer.area_code)
    return {
        "page": head(producer.name_th, producer.area_code),
        "producer": producer,
        "months": queries.months_of(producer.pk, today),
        "due": due,
        "due_label": long_month(due),
        "until": day_of(until),
        "is_late": bool(until and until < today),
        "may_report": scope.can(Ability.ENTER, producer.area_code, subject=(Producer.SUBJECT, producer.pk)),
        "is_own": is_own(scope, producer),
        "words": words(),
    }


def of_month(producer: Producer, month: int, known: Known) -> dict[str, Any]:
    before = [amount for amount in known.before if amount is not None]
    until = queries.cutoff(month, producer.area_code)
    return {
        "page": head(long_month(month), producer.area_code),
        "producer": producer,
        "month": month,
        "label": long_month(month),
        "spoken": _("for %(label)s") % {"label": long_month(month)},
        "short": short_month(month),
        "before_short": short_month(era.month_shifted(month, -1)),
        "before_label": long_month(era.month_shifted(month, -1)),
        "has_before": bool(before),
        "before_total": format_baht(sum(before), lang=language()),
        "year_before": "" if known.year_before is None else known.year_before,
        "until": day_of(until),
        "is_late": bool(until and until < timezone.localdate()),
        "is_closed": queries.close_of(producer.area_code, month) is not rules.Close.OPEN,
        "words": words(),
        "whys": WHY_NAMES,
    }


def words() -> dict[str, Any]:
    """What the script for a phone without network says, in the language of the page."""
    lang = language()
    return {
        "missing": _("not reported"),
        "none": _("nothing sold"),
        "total": _("In all"),
        "baht": _("baht"),
        "at": _("Entered today at {at}."),
        "waiting": _("waiting to be sent: {n} · no receipt number yet"),
        "notyet": _("not sent yet"),
        "forget": _("Throw away"),
        "token": reverse("drafts:token"),
        "rules": {code: rule.text(lang) for code, rule in RULES.items() if code.startswith(("income.", "money."))},
    }


def amounts_of(amounts: Iterable[int | None]) -> list[tuple[str, str]]:
    """The channels by name with what was said of each."""
    return [(str(label), queries.baht(amount)) for (_name, label), amount in zip(CHANNEL_NAMES, amounts, strict=True)]


def of_check(form: forms.MonthForm, report: Report) -> dict[str, Any]:
    asked = rules.questions(report, form.known)
    names = {name: str(label) for name, label in CHANNEL_NAMES}
    return {
        "amounts": amounts_of(report.amounts),
        "total": format_baht(report.total, lang=language()),
        "state": report.state.value,
        "questions": [(names.get(each.where, ""), each.text(language())) for each in slips_of(asked)],
        "asks_why": any(each.code == "income.why" for each in asked),
        "why_text": next((each.text(language()) for each in asked if each.code == "income.why"), ""),
        "kept": form.kept(report),
    }


def slips_of(asked: Sequence[Question]) -> list[Question]:
    return [each for each in asked if each.code != "income.why"]


def of_conflict(form: forms.MonthForm, problems: Sequence[Problem], row: IncomeMonth | None) -> dict[str, Any]:
    """Both versions where someone was first; sending the form again then replaces what stands, knowingly."""
    if row is None or not any(each.code in ("income.changed", "income.other_body") for each in problems):
        return {}
    data = cast(Any, form.data).copy()
    data["revision"], data["key"] = str(row.revision), ""
    form.data = data
    names = [name for name, _label in CHANNEL_NAMES]
    mine = form.cleaned_data["amounts"]
    theirs = [getattr(row, name) for name in names]
    pairs = zip(amounts_of(mine), amounts_of(theirs), strict=True)
    return {"row": row, "both": [(label, yours, other) for (label, yours), (_label, other) in pairs]}


def of_receipt(producer: Producer, row: IncomeMonth, *, may_change: bool) -> dict[str, Any]:
    amounts = [getattr(row, name) for name, _label in CHANNEL_NAMES]
    share = (row.in_village or 0) * 100 // row.total if row.total and row.in_village is not None else None
    known = queries.known(row.month, [producer.pk])[producer.pk]
    return {
        **of_month(producer, row.month, known),
        "row": row,
        "number": queries.number_of(row, producer.number),
        "at": moment(row.since),
        "amounts": amounts_of(amounts),
        "total": format_baht(row.total, lang=language()),
        "state_word": queries.state_label(row.state),
        "share": share,
        "may_change": may_change,
        "photos": photos_of(producer, row),
        "revisions": [
            (format_baht(each.total, lang=language()), moment(each.since), moment(each.until))
            for each in queries.revisions_of(producer.pk, row.month)
        ],
    }


def photos_of(producer: Producer, row: IncomeMonth) -> list[dict[str, Any]]:
    """The photos beside a month: a small file to look at, a large one to read."""
    rows = []
    for place, photo in enumerate(Photo.objects.of(access.MONTH, row.pk), start=1):
        whole, step = shown(photo), shown(photo).at_most(0)
        where = [producer.pk, row.month, photo.key]
        rows.append(
            {
                "small": reverse("income:photo", args=[*where, step]),
                "large": reverse("income:photo", args=[*where, whole.at_most(photo.width)]),
                "width": step,
                "height": height_at(step, photo.width, photo.height),
                "alt": _("Photo %(place)d: %(name)s") % {"place": place, "name": photo.name},
                "at": moment(photo.created_at),
                "remove": reverse("income:remove_photo", args=where),
            }
        )
    return rows


# --- a community's month -------------------------------------------------------------------------


def of_community(community: Community, scope: Scope) -> dict[str, Any]:
    today = timezone.localdate()
    due = rules.due_month(today)
    return {
        "page": head(community.name_th, community.area_code),
        "community": community,
        "months": queries.tourism_months(community, today),
        "due": due,
        "due_label": long_month(due),
        "may_report": scope.can(Ability.ENTER, community.area_code, subject=(Community.SUBJECT, community.pk)),
    }


def of_tourism(community: Community, month: int) -> dict[str, Any]:
    before = queries.tourism_of(community.pk, era.month_shifted(month, -1))
    return {
        "page": head(_("Tourism income of the community"), community.area_code),
        "community": community,
        "month": month,
        "label": long_month(month),
        "before_label": long_month(era.month_shifted(month, -1)),
        "before": format_baht(before.total, lang=language(), unit=True) if before else "",
    }


# --- officers ------------------------------------------------------------------------------------


def day_of(until: date | None) -> str:
    """A cut-off day as people read it; empty where there is none."""
    return era.format_date(until, lang=language()) if until else ""


def of_overview(scope: Scope, area: str, month: int, narrowed: forms.LateFilter) -> dict[str, Any]:
    lines = queries.tambons(area, month)
    producers, said = sum(line.producers for line in lines), sum(line.said for line in lines)
    names = dict(CLOSE_NAMES)
    for line in lines:
        line.word = str(names[line.close.value])
        line.url = reverse("income:close", args=[line.code, month]) if codes.is_code(line.code) else ""
    return {
        "page": head(_("Monthly sales"), area),
        "month": month,
        "label": long_month(month),
        "area": area,
        "path": paths_of([area]).get(area, _("the whole country")),
        "areas": area_choices(scope, Ability.PERSONAL),
        "months": queries.month_choices(timezone.localdate(), MONTHS_BACK),
        "chosen": str(month),
        "lines": lines,
        "producers": producers,
        "said": said,
        "missing": max(producers - said, 0),
        "total": format_baht(sum(line.satang for line in lines), decimals="never", lang=language()),
        "until": day_of(queries.cutoff(month, area)),
        "may_enter": bool(area) and access.can(scope, Ability.ENTER, area),
        "copy": of_list(
            "income",
            title=_("Monthly sales of %(month)s not reported yet") % {"month": long_month(month)},
            count=f"{max(producers - said, 0):,} {ngettext('producer', 'producers', producers - said)}",
            path=reverse("income:overview"),
            narrowed=narrowed,
            can_call=scope.calls_people,
        ),
    }


def narrowed(scope: Scope, data: QueryDict) -> forms.LateFilter:
    """The overview's filters with what this person may choose."""
    months = queries.month_choices(timezone.localdate(), MONTHS_BACK)
    return forms.LateFilter(data, month=months, area=area_choices(scope, Ability.PERSONAL))


def offices(scope: Scope) -> list[tuple[str, str]]:
    """Where a person may set a day, as choices: the own province; for the department the nation and every province."""
    kept = access.offices(scope)
    if "" not in kept:
        names = paths_of(kept)
        return [(area, names.get(area, area)) for area in kept]
    return [(NATION, str(_("the whole country"))), *queries.provinces()]


def of_cutoffs(scope: Scope) -> dict[str, Any]:
    """The dated days that hold here, as a table, and whether this person adds one."""
    rows, lang = queries.cutoffs(scope), language()
    names = paths_of(row.area_code for row in rows if row.area_code)
    lines = [
        (
            names.get(row.area_code, _("the whole country")),
            era.month_label(row.valid_from, lang, "long"),
            row.day,
            row.source,
            row.is_demo,
        )
        for row in rows
    ]
    home = scope.areas(Ability.PERSONAL)[0]
    return {"page": head(_("Until when months are reported"), home), "lines": lines, "may_set": access.offices(scope)}


def of_close(scope: Scope, tambon: str, month: int) -> dict[str, Any]:
    row = queries.close_row(tambon, month)
    state = rules.Close(row.state) if row else rules.Close.OPEN
    steps = [
        (step.value, step_label(step), step in rules.NEEDS_REASON)
        for step, (starts, _ends) in rules.STEPS.items()
        if state in starts and access.may_step(scope, step, tambon)
    ]
    return {
        "page": head(long_month(month), tambon),
        "area": tambon,
        "path": paths_of([tambon]).get(tambon, tambon),
        "month": month,
        "label": long_month(month),
        "state": state.value,
        "state_word": str(dict(CLOSE_NAMES)[state.value]),
        "close": row,
        "submitted_at": done_at(row, "submitted_at"),
        "approved_at": done_at(row, "approved_at"),
        "line": next(iter(queries.tambons(tambon, month)), queries.TambonLine(tambon)),
        "late": [(each.pk, each.name_th, each.number, phones_of(each)) for each in queries.missing(tambon, month)],
        "doubtful": doubtful(tambon, month),
        "steps": steps,
        "needs_reason": any(needs for _step, _label, needs in steps),
        "may_enter": access.can(scope, Ability.ENTER, tambon),
    }


def done_at(row: IncomeClose | None, step: str) -> str:
    """When a step was done; empty where it was not."""
    at = getattr(row, step, None)
    return moment(at) if at else ""


def doubtful(tambon: str, month: int) -> list[tuple[int, str, str, str, str]]:
    """What an officer should ask about: whose, how it came about, how much, and on what it rests."""
    return [
        (row.producer_id, row.producer.name_th, queries.state_label(row.state), format_baht(row.total), row.basis)
        for row in queries.doubtful(tambon, month)
    ]


def phones_of(producer: Producer) -> list[tuple[str, str]]:
    """Telephones as (text to read, number to dial)."""
    return phone_lines(producer.phones)


def step_label(step: Step) -> str:
    return {
        Step.SUBMIT: _("Submit to the province"),
        Step.RETURN: _("Return to be mended"),
        Step.APPROVE: _("Approve"),
        Step.LOCK: _("Lock the month"),
        Step.UNLOCK: _("Unlock"),
    }[step]


def of_grid(area: str, month: int, producers: Sequence[Producer], typed: forms.Grid) -> dict[str, Any]:
    ids = [producer.pk for producer in producers]
    standing, known = queries.standing(month, ids), queries.known(month, ids)
    lines = []
    for producer in producers:
        row = standing.get(producer.pk)
        boxes = typed.typed(producer.pk, row) if typed.data else forms.as_typed(row)
        errors = typed.errors.get(producer.pk, ())
        lines.append(queries.grid_line(producer, row, known[producer.pk], boxes, errors))
    return {
        "page": head(_("Monthly sales"), area),
        "area": area,
        "path": paths_of([area]).get(area, area),
        "month": month,
        "label": long_month(month),
        "before_label": long_month(era.month_shifted(month, -1)),
        "lines": lines,
        "boxes": Form(),  # the boxes hang on the rows: what is typed is kept by their names
        "channels": [str(label) for _name, label in CHANNEL_NAMES],
        "whys": WHY_NAMES,
        "wrong": sum(1 for line in lines if line.errors),
        "is_closed": len(area) >= rules.TAMBON_DIGITS and queries.close_of(area, month) is not rules.Close.OPEN,
        "estimated": State.ESTIMATED.value,
        "estimated_label": _("estimated"),
        "basis_label": _("Estimated from"),
        "why_label": _("Reason"),
        "note_label": _("Note"),
        "sure_label": _("looked at, it is right"),
    }
