"""Writes on communities: access, versions, trail, state, name index and the version of public pages."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from withi.ground.people.models import Posting
from withi.ground.people.rules import Ability, Position
from withi.ground.search.models import SearchName
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web.models import DataVersion
from withi.kit.problem import Problem, Problems
from withi.kit.thai import sort_key
from withi.registers.publication import actions as publication
from withi.registers.publication.rules import State
from withi.registers.villages import actions
from withi.registers.villages.models import Community
from withi.registers.villages.rules import (
    AssetFacts,
    Belongings,
    Category,
    Charm,
    Journey,
    Listed,
    Receiving,
    Statement,
    Stored,
)
from withi.registers.villages.tests import factory

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {"name_th": "บ้านดงเค็ง", "area_code": "40150808", "summary_th": "ผ้าหมี่"}


def refusing(code: str) -> Any:
    """What goes on inside is refused by this rule, alone or among others."""
    return pytest.raises((Problem, Problems), match=re.escape(code))


def number_of_pages() -> int:
    return sum(DataVersion.objects.filter(kind="community", province="40").values_list("number", flat=True))


def edit(row: Community, user: Any = None, given: Belongings | None = None, **facts: Any) -> bool:
    user = user or factory.person()
    return actions.change(
        actor=user, scope=factory.scope(user), row=row, version=row.version, facts=facts, given=given or Belongings()
    )


# --- add and change ------------------------------------------------------------------------------


def test_a_worker_enters_a_draft_with_all_it_has() -> None:
    worker = factory.person()
    given = Belongings(
        villages=["40150808", "40150801"],
        categories=[Category("ชุมชนท่องเที่ยว OTOP นวัตวิถี", date(2018, 6, 1), None, "บัญชีรายชื่อ 2561")],
        charms=[Charm("ผ้าหมี่"), Charm("ป่าชุมชน", "120 ไร่")],
        ways=[Journey("car", "ถนนมิตรภาพ")],
    )
    row = actions.add(actor=worker, scope=factory.scope(worker), facts=FACTS, given=given)
    assert (row.state, row.area_code, row.entered_by, row.version) == (State.DRAFT, "40150808", worker, 1)
    assert [charm.position for charm in row.charms.all()] == [1, 2]
    assert sorted(row.villages.values_list("area_code", flat=True)) == ["40150801", "40150808"]
    assert row.categories.get().source == "บัญชีรายชื่อ 2561"
    change = TrailChange.objects.get(subject="community", subject_id=row.pk)
    assert change.before is None
    assert change.after is not None
    assert change.after["charms"][1] == {"title_th": "ป่าชุมชน", "text_th": "120 ไร่"}
    assert not SearchName.objects.get(kind="community", ref_id=row.pk).is_public


def test_a_tambon_with_ticked_villages_goes_by_the_first_of_them() -> None:
    worker = factory.person()
    facts = FACTS | {"area_code": "401508"}
    row = actions.add(
        actor=worker, scope=factory.scope(worker), facts=facts, given=Belongings(villages=["40150808", "40150801"])
    )
    assert row.area_code == "40150801"


@pytest.mark.parametrize(
    ("area", "code"), [("4015", "community.tambon"), ("470701", "publication.area"), ("40250505", "publication.area")]
)
def test_a_community_cannot_be_entered_there(area: str, code: str) -> None:
    worker = factory.person()
    with pytest.raises((Problem, Problems)) as refused:
        actions.add(actor=worker, scope=factory.scope(worker), facts=FACTS | {"area_code": area}, given=Belongings())
    assert code in str(refused.value)
    assert not Community.objects.exists()
    assert not TrailEntry.objects.exists()


def test_a_second_community_of_the_same_name_in_the_same_place_is_refused() -> None:
    factory.community()
    worker = factory.person()
    with refusing("community.twin"):
        actions.add(actor=worker, scope=factory.scope(worker), facts=FACTS, given=Belongings())


def test_a_published_community_waits_again_once_its_facts_change() -> None:
    row = factory.open_community()
    publication.reindex(factory.kind(), [row])
    pages = number_of_pages()
    assert edit(row, name_th="บ้านดงเค็งใหม่", summary_th=row.summary_th)
    row.refresh_from_db()
    assert (row.state, row.version) == (State.WAITING, 2)
    assert row.sort_key != sort_key("บ้านดงเค็ง")
    change = TrailChange.objects.get()
    assert (change.before, change.after) == ({"name_th": "บ้านดงเค็ง"}, {"name_th": "บ้านดงเค็งใหม่"})
    assert number_of_pages() == pages + 1
    assert SearchName.objects.get(kind="community", ref_id=row.pk).is_public is False


def test_the_same_facts_again_write_nothing() -> None:
    row = factory.open_community()
    row.charms.create(title_th="ผ้าหมี่")
    assert not edit(row, given=Belongings(charms=[Charm("ผ้าหมี่")], villages=[factory.HERE]), name_th=row.name_th)
    assert not TrailEntry.objects.exists()


def test_only_the_changed_part_is_written_anew() -> None:
    row = factory.community()
    charm = row.charms.create(title_th="ผ้าหมี่")
    assert edit(row, given=Belongings(charms=[Charm("ผ้าหมี่")], ways=[Journey("train", "สถานีเมืองพล")]))
    assert row.charms.get().pk == charm.pk
    assert row.ways.get().means == "train"
    assert TrailChange.objects.get().before == {"ways": []}


def test_the_second_of_two_editors_is_shown_both_versions() -> None:
    row = factory.community()
    worker = factory.person()
    edit(row, summary_th="ของคนแรก")
    with refusing("publication.changed") as refused:
        actions.change(
            actor=worker, scope=factory.scope(worker), row=row, version=1,
            facts={"summary_th": "ของคนที่สอง"}, given=Belongings(charms=[Charm("ป่า")]),
        )  # fmt: skip
    assert refused.value.status == 409
    assert refused.value.values["theirs"] == {"summary_th": "ของคนแรก", "charms": []}
    assert refused.value.values["yours"] == {"summary_th": "ของคนที่สอง", "charms": [{"title_th": "ป่า"}]}


def test_an_editor_changes_his_own_community_but_cannot_move_it() -> None:
    row = factory.community()
    user = factory.editor(row)
    assert edit(row, user, story_th="เรื่องของเรา")
    row.refresh_from_db()
    with refusing("publication.area"):
        edit(row, user, name_th=row.name_th, area_code="40150801")


def test_an_editor_of_another_community_is_refused() -> None:
    row, other = factory.community(), factory.community("บ้านหนองหว้า", "40250505")
    with refusing("access.ability"):
        edit(row, factory.editor(other), story_th="ไม่ใช่ของเรา")


def test_why_come_now_without_an_end_is_refused() -> None:
    with refusing("community.now_until"):
        edit(factory.community(), now_th="บัวแดงบาน")


def test_a_proposal_is_taken_over_as_an_edit() -> None:
    row, worker = factory.community("บ้านดงเค็ง "), factory.person()
    actions.mend(actor=worker, scope=factory.scope(worker), pk=row.pk, field="name_en", value=" Ban  Dong Kheng ")
    row.refresh_from_db()
    assert row.name_en == "Ban Dong Kheng"


# --- receiving -----------------------------------------------------------------------------------


def say(row: Community, user: Any, seen: str | None = None, **said: Any) -> None:
    contact = said.pop("contact", None)
    statement = Statement(**{"receiving": Receiving.OPEN, "reachable": True, **said})
    actions.say_receiving(
        actor=user, scope=factory.scope(user), row=row, seen=seen or row.receiving, said=statement, contact=contact
    )


def test_an_editor_closes_the_doors_at_once() -> None:
    row = factory.open_community()
    pages = number_of_pages()
    user = factory.editor(row)
    until = timezone.localdate() + timedelta(days=9)
    say(row, user, receiving=Receiving.PAUSED, reason="น้ำท่วมทาง", until=until)
    assert (row.receiving, row.receiving_until, row.notice_days) == ("paused", until, None)
    assert (row.state, row.version) == (State.PUBLISHED, 1)
    assert (row.confirmed_on, row.confirmed_role) == (timezone.localdate(), "ประธานท่องเที่ยวชุมชน")
    kept = row.receiving_history.get()
    assert (kept.receiving, kept.reason, kept.expected_until) == ("paused", "น้ำท่วมทาง", until)
    assert number_of_pages() == pages + 1
    assert TrailEntry.objects.get().verb == "villages.receiving"


def test_a_changed_phone_counts_as_a_changed_version() -> None:
    row = factory.open_community()
    say(row, factory.editor(row), contact={"phone": "0810000000"})
    assert (row.phone, row.version, row.state) == ("0810000000", 2, State.PUBLISHED)


def test_every_broken_rule_is_told_at_once() -> None:
    row = factory.community()
    with pytest.raises(Problems) as refused:
        say(row, factory.editor(row), receiving=Receiving.APPOINTMENT, reachable=False, group_min=9, group_max=2)
    assert [found.code for found in refused.value.problems] == [
        "receiving.notice",
        "receiving.phone",
        "receiving.group",
    ]
    assert not row.receiving_history.exists()


def test_who_looked_at_an_older_state_is_told_the_new_one() -> None:
    row = factory.open_community()
    user = factory.editor(row)
    with refusing("receiving.changed") as refused:
        say(row, user, seen="open", receiving=Receiving.OPEN)
    assert refused.value.status == 409


def test_still_the_same_takes_one_tap_and_writes_no_history() -> None:
    row = factory.open_community()
    pages, worker = number_of_pages(), factory.person()
    actions.confirm_receiving(
        actor=worker, scope=factory.scope(worker), row=row, seen="appointment", version=row.version
    )
    assert (row.confirmed_on, row.confirmed_role) == (timezone.localdate(), factory.title(Position.DISTRICT_WORKER))
    assert not row.receiving_history.exists()
    assert number_of_pages() == pages + 1


def test_a_changed_state_confirms_the_state_and_nothing_else() -> None:
    before, today = timezone.localdate() - timedelta(days=31), timezone.localdate()
    row = factory.open_community(confirmed_on=before)
    worker = factory.person()
    say(row, worker, receiving=Receiving.OPEN)
    assert (row.confirmed_on, row.facts_on) == (today, before)
    late = Community.objects.not_confirmed_since(today - timedelta(days=30))
    assert row in late, "hours and prices were not looked at"
    actions.confirm_receiving(actor=worker, scope=factory.scope(worker), row=row, seen="open", version=row.version)
    assert (row.confirmed_on, row.facts_on) == (today, today)
    assert row not in late.all()


def test_who_says_it_for_the_first_time_has_just_told_the_rest() -> None:
    row = factory.community(phone="0430000000")
    say(row, factory.editor(row), receiving=Receiving.OPEN)
    assert row.facts_on == timezone.localdate()


def test_a_passed_day_of_return_cannot_be_confirmed() -> None:
    row = factory.open_community(
        receiving="paused", receiving_reason="ซ่อมทาง", receiving_until=timezone.localdate() - timedelta(days=1)
    )
    user = factory.editor(row)
    with refusing("receiving.past"):
        actions.confirm_receiving(actor=user, scope=factory.scope(user), row=row, seen="paused", version=row.version)


def test_what_was_never_said_cannot_be_confirmed() -> None:
    row = factory.community()
    user = factory.editor(row)
    with refusing("receiving.unsaid"):
        actions.confirm_receiving(actor=user, scope=factory.scope(user), row=row, seen="paused", version=row.version)


def test_a_chief_may_close_doors_and_a_reader_may_not() -> None:
    row = factory.open_community()
    say(row, factory.person(Position.DISTRICT_CHIEF), receiving=Receiving.CEASED, reason="สมาชิกย้ายออก")
    assert row.receiving == "ceased"
    with refusing("access.ability"):
        say(row, factory.person(Position.EXECUTIVE, "40"))


# --- assets --------------------------------------------------------------------------------------

FACTS_OF: dict[str, Any] = {"kind": "activity", "name_th": "มัดหมี่และย้อมครั่ง", "price": 15_000, "price_unit": "person"}


def test_an_asset_is_added_last_of_its_kind_and_the_page_waits_again() -> None:
    row, worker = factory.open_community(), factory.person()
    factory.asset(row)
    made = actions.add_asset(actor=worker, scope=factory.scope(worker), row=row, facts=AssetFacts(**FACTS_OF))
    row.refresh_from_db()
    assert (made.position, row.state, row.version) == (2, State.WAITING, 2)
    assert TrailChange.objects.get().after == {f"asset:{made.pk}": FACTS_OF}


def test_a_changed_asset_loses_its_verification() -> None:
    row, worker = factory.open_community(), factory.person()
    made = factory.asset(row, verified_on=timezone.localdate(), verified_role="พัฒนากร")
    facts = AssetFacts(**(FACTS_OF | {"price": 20_000}))
    run: dict[str, Any] = {"actor": worker, "scope": factory.scope(worker), "row": row, "asset": made}
    assert actions.change_asset(**run, version=1, facts=facts)
    made.refresh_from_db()
    assert (made.price, made.version, made.verified_on) == (20_000, 2, None)
    assert not actions.change_asset(**run, version=2, facts=facts)
    with refusing("publication.changed"):
        actions.change_asset(**run, version=1, facts=AssetFacts(**FACTS_OF))


def test_a_removed_asset_stays_in_the_trail() -> None:
    row, worker = factory.community(), factory.person()
    made = factory.asset(row)
    run: dict[str, Any] = {"actor": worker, "scope": factory.scope(worker), "row": row, "asset": made}
    actions.remove_asset(**run)
    assert not row.assets.exists()
    before = TrailChange.objects.get().before or {}
    assert before[f"asset:{made.pk}"]["name_th"] == "มัดหมี่และย้อมครั่ง"
    for gone in (actions.remove_asset, actions.verify_asset):
        with refusing("asset.gone"):
            gone(**run)


def test_assets_change_places_within_their_kind() -> None:
    row, worker = factory.open_community(), factory.person()
    first, second = factory.asset(row, "ก"), factory.asset(row, "ข")
    run: dict[str, Any] = {"actor": worker, "scope": factory.scope(worker), "row": row, "asset": second}
    assert actions.move_asset(**run, step=-1)
    assert [each.name_th for each in row.assets.all()] == ["ข", "ก"]
    assert not actions.move_asset(**run, step=-1)
    row.refresh_from_db()
    assert row.state == State.PUBLISHED
    assert first.position == 1


def test_an_officer_verifies_and_an_editor_does_not() -> None:
    row = factory.open_community()
    made = factory.asset(row)
    chief, user = factory.person(Position.DISTRICT_CHIEF), factory.editor(row)
    actions.verify_asset(actor=chief, scope=factory.scope(chief), row=row, asset=made)
    made.refresh_from_db()
    assert (made.verified_on, made.verified_role) == (timezone.localdate(), factory.title(Position.DISTRICT_CHIEF))
    with refusing("access.ability"):
        actions.verify_asset(actor=user, scope=factory.scope(user), row=row, asset=made)


# --- editors -------------------------------------------------------------------------------------


def appoint(row: Community, by: Any, username: str, **term: Any) -> Posting:
    told: dict[str, Any] = {"role_title": "เหรัญญิก", "valid_from": timezone.localdate()} | term
    return actions.appoint(actor=by, scope=factory.scope(by), row=row, username=username, **told)


def test_an_editor_hands_over_to_the_next() -> None:
    row = factory.community()
    old, new = factory.editor(row), factory.person(Position.EXECUTIVE, "10", username="somchai")
    term = Posting.objects.get(user=old)
    made = appoint(row, old, "somchai", replaces=term)
    term.refresh_from_db()
    assert term.valid_until == timezone.localdate() - timedelta(days=1)
    assert (made.position, made.subject_id, made.user) == ("community_editor", row.pk, new)
    assert factory.scope(new).can(Ability.ENTER, row.area_code, subject=("community", row.pk))


def test_nobody_is_appointed_twice_for_the_same_days() -> None:
    row, worker = factory.community(), factory.person()
    user = factory.editor(row)
    with refusing("people.term"):
        appoint(row, worker, user.username)
    with refusing("people.account"):
        appoint(row, worker, "nobody")
    with refusing("editor.dates"):
        appoint(row, worker, user.username, valid_until=date(2020, 1, 1))


def test_a_term_ends_once() -> None:
    row, worker = factory.community(), factory.person()
    term = Posting.objects.get(user=factory.editor(row))
    yesterday = timezone.localdate() - timedelta(days=1)
    run: dict[str, Any] = {"actor": worker, "scope": factory.scope(worker), "row": row}
    actions.end_editor(**run, term=term, last_day=yesterday)
    term.refresh_from_db()
    assert term.valid_until == yesterday
    with refusing("editor.ended"):
        actions.end_editor(**run, term=term, last_day=yesterday)


def test_a_reader_appoints_nobody() -> None:
    row = factory.community()
    factory.person(username="somchai")
    with refusing("access.ability"):
        appoint(row, factory.person(Position.EXECUTIVE, "40"), "somchai")


# --- lists ---------------------------------------------------------------------------------------

LIST = [
    Listed("40150808", "บ้านดงเค็ง", "ชุมชนท่องเที่ยว OTOP นวัตวิถี", date(2018, 6, 1)),
    Listed("40150808", "บ้านดงเค็ง", "หมู่บ้านท่องเที่ยวโดยชุมชน", date(2016, 1, 1)),
    Listed("401508", "ชุมชนตลาดเก่า", "ชุมชนท่องเที่ยว OTOP นวัตวิถี"),
]


def store(rows: list[Listed] = LIST, scope: Any = None) -> Stored:
    return actions.store_many(actor=None, scope=scope, rows=rows, source="บัญชีรายชื่อ 2561")


def test_a_list_makes_drafts_with_dated_categories_and_again_changes_nothing() -> None:
    first = store()
    assert (len(first.new), first.changed, first.same) == (2, (), 0)
    row = Community.objects.get(area_code="40150808")
    assert [(each.name, each.source) for each in row.categories.all()] == [
        ("หมู่บ้านท่องเที่ยวโดยชุมชน", "บัญชีรายชื่อ 2561"),
        ("ชุมชนท่องเที่ยว OTOP นวัตวิถี", "บัญชีรายชื่อ 2561"),
    ]
    assert (row.state, row.confirmed_on, row.villages.get().area_code) == (State.DRAFT, None, "40150808")
    assert TrailEntry.objects.get().count == 2
    assert SearchName.objects.filter(kind="community").count() == 2
    assert store() == Stored((), (), 2)
    assert TrailEntry.objects.count() == 1


def test_a_known_community_only_gets_the_category_it_lacks() -> None:
    row = factory.open_community("บ้าน ดงเค็ง")
    pages = number_of_pages()
    assert store(LIST[:2]) == Stored((), (row.pk,), 0)
    row.refresh_from_db()
    assert (row.state, row.version, row.categories.count()) == (State.PUBLISHED, 2, 2)
    assert number_of_pages() == pages + 1


def test_a_list_with_a_row_of_elsewhere_is_refused_whole() -> None:
    worker = factory.person()
    rows = [*LIST, Listed("47070104", "บ้านนางอย")]
    with refusing("publication.area"):
        store(rows, factory.scope(worker))
    assert not Community.objects.exists()


def test_a_list_is_stored_in_sets_not_row_by_row(django_assert_max_num_queries: Any) -> None:
    rows = [
        Listed(f"4015{tambon:02d}{moo:02d}", f"บ้าน{tambon}/{moo}", "ก")
        for tambon in range(1, 11)
        for moo in range(1, 31)
    ]
    with django_assert_max_num_queries(40):
        assert len(store(rows).new) == 300
