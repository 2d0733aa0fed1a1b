"""A draft in the table: sealed, one for each tab, its owner's alone, and gone when its time has come."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from withi.ground.drafts import access, actions, queries
from withi.ground.drafts.models import Draft
from withi.ground.drafts.rules import LONGEST, MOST, Stub, claim_of
from withi.ground.vault.actions import open_sealed
from withi.kit.problem import Problem
from withi.kit.seal import SealBroken

pytestmark = pytest.mark.django_db
MINE, THEIRS = Stub(1, "/desk/a/"), Stub(2, "/desk/a/")
FIELDS = {"name_th": ["ผ้าไหม"], "channels": ["village", "online"], "version": ["3"]}


def test_what_is_kept_comes_back_whole_and_lies_sealed() -> None:
    draft = actions.keep(stub=MINE, tab="a", fields=FIELDS)
    draft.refresh_from_db()
    assert dict(queries.typed(draft).lists()) == FIELDS
    assert draft.version == 3
    assert "ผ้าไหม" not in draft.fields_sealed
    with pytest.raises(SealBroken):
        open_sealed(Draft.FIELDS, "another row", draft.fields_sealed)


def test_a_sealed_text_opens_in_its_own_row_only() -> None:
    first, second = (actions.keep(stub=MINE, tab=tab, fields=FIELDS) for tab in "ab")
    second.fields_sealed = first.fields_sealed
    with pytest.raises(SealBroken):
        queries.typed(second)


def test_a_tab_keeps_one_draft_of_a_form_and_its_latest_words() -> None:
    actions.keep(stub=MINE, tab="a", fields=FIELDS)
    draft = actions.keep(stub=MINE, tab="a", fields={"name_th": ["ใหม่กว่า"]})
    assert dict(queries.typed(Draft.objects.get()).lists()) == {"name_th": ["ใหม่กว่า"]}
    assert Draft.objects.get().key == draft.key


def test_two_tabs_do_not_touch_each_other() -> None:
    first = actions.keep(stub=MINE, tab="a", fields={"x": ["หนึ่ง"]})
    second = actions.keep(stub=MINE, tab="b", fields={"x": ["สอง"]})
    assert [queries.typed(draft)["x"] for draft in queries.waiting(1, "/desk/a/")] == ["สอง", "หนึ่ง"]
    assert [draft.pk for draft in queries.waiting(1, "/desk/a/", besides=str(second.key))] == [
        Draft.objects.get(key=first.key).pk
    ]


def test_nobody_elses_draft_exists() -> None:
    draft = actions.keep(stub=MINE, tab="a", fields=FIELDS)
    assert access.own(str(draft.key), 1).tab == "a"
    for key, owner in [(str(draft.key), 2), ("00000000-0000-4000-8000-000000000000", 1), ("x", 1), ("\x00", 1)]:
        with pytest.raises(Http404):
            access.own(key, owner)
    assert not queries.waiting(2, "/desk/a/")


def test_a_form_sent_after_the_session_needs_person_and_browser() -> None:
    draft = actions.keep_unsent(stub=MINE, claim=claim_of("secret"), fields=FIELDS)
    assert queries.waiting(1, "/desk/a/", claim_of("secret"))
    for owner, claim in [(1, ""), (1, claim_of("other")), (2, claim_of("secret"))]:
        assert not queries.waiting(owner, "/desk/a/", claim)
        with pytest.raises(Http404):
            access.own(str(draft.key), owner, claim)
    assert draft.expires_at - draft.saved_at == timedelta(minutes=30)


def test_what_is_past_its_day_is_not_shown_and_then_deleted() -> None:
    late = actions.keep(stub=MINE, tab="a", fields=FIELDS)
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not queries.waiting(1, "/desk/a/")
    with pytest.raises(Http404):
        access.own(str(late.key), 1)
    actions.keep(stub=THEIRS, tab="a", fields=FIELDS)
    assert [draft.owner_id for draft in Draft.objects.all()] == [2]


def test_saving_a_form_forgets_this_tab_and_what_was_taken_up() -> None:
    taken = actions.keep(stub=MINE, tab="old", fields=FIELDS)
    actions.keep(stub=MINE, tab="a", fields=FIELDS)
    left = [
        actions.keep(stub=MINE, tab="b", fields=FIELDS),
        actions.keep(stub=Stub(1, "/desk/b/"), tab="a", fields=FIELDS),
        actions.keep(stub=THEIRS, tab="a", fields=FIELDS),
    ]
    actions.forget_saved(stub=MINE, tab="a", taken=taken.key)
    assert {draft.key for draft in Draft.objects.all()} == {draft.key for draft in left}


def test_nobody_forgets_for_another() -> None:
    draft = actions.keep(stub=MINE, tab="a", fields=FIELDS)
    actions.forget_saved(stub=THEIRS, tab="a", taken=draft.key)
    assert Draft.objects.count() == 1
    assert actions.forget_all(owner_id=2) == 0
    assert actions.forget_all(owner_id=1) == 1


def test_one_person_s_drafts_have_an_end() -> None:
    for number in range(MOST + 2):
        actions.keep(stub=Stub(1, f"/desk/{number}/"), tab="a", fields=FIELDS)
    kept = set(Draft.objects.values_list("address", flat=True))
    assert len(kept) == MOST
    assert not kept & {"/desk/0/", "/desk/1/"}


def test_a_text_too_long_is_refused_and_the_one_before_stays() -> None:
    actions.keep(stub=MINE, tab="a", fields=FIELDS)
    with pytest.raises(Problem, match=r"draft\.too_long"):
        actions.keep(stub=MINE, tab="a", fields={"story": ["ก" * (LONGEST + 1)]})
    assert dict(queries.typed(Draft.objects.get()).lists()) == FIELDS


def test_a_paper_cannot_be_written_by_hand() -> None:
    paper = access.signed(Stub(1, "/desk/a/", ("note",)))
    assert access.stub_in(paper) == Stub(1, "/desk/a/", ("note",))
    assert access.stub_in(paper[:-1] + ("A" if paper[-1] != "A" else "B")) is None
    assert access.stub_in("") is None
