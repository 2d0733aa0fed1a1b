"""Communities and the people around them, for the tests of this room and of the pages above it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone, translation

from withi.ground.people.models import POSITION_NAMES, Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Position, Scope
from withi.ground.places.models import Area
from withi.kit.thai import fold, sort_key
from withi.registers.publication.rules import State
from withi.registers.villages import actions
from withi.registers.villages.models import Community, CommunityAsset, CommunityVillage
from withi.registers.villages.rules import AssetKind, Receiving

HERE = "40150808"
NAMES = {
    "40": "ขอนแก่น",
    "4015": "หนองสองห้อง",
    "401508": "ดงเค็ง",
    "40150801": "บ้านหนึ่ง",
    "40150808": "บ้านดงเค็ง",
    "4025": "โนนศิลา",
    "402505": "หนองปลาหมอ",
    "40250505": "บ้านหนองหว้า",
    "47": "สกลนคร",
    "4707": "เต่างอย",
    "470701": "เต่างอย",
}
ENGLISH = {"40150808": "Ban Dong Kheng", "401508": "Dong Kheng", "4015": "Nong Song Hong", "40": "Khon Kaen"}
AHEAD = {2: "จ.", 4: "อ.", 6: "ต.", 8: ""}


def areas() -> None:
    """A few areas around HERE, with their paths; once is enough."""
    Area.objects.bulk_create((_area(code, name) for code, name in NAMES.items()), ignore_conflicts=True)


def _area(code: str, name: str) -> Area:
    above = [AHEAD[size] + NAMES[code[:size]] for size in (6, 4, 2) if size < len(code) and code[:size] in NAMES]
    english = ENGLISH.get(code, "")
    return Area(
        code=code,
        level=len(code),
        name_th=name,
        name_en=english,
        path_th=" ".join([AHEAD[len(code)] + name, *above]),
        path_en=", ".join(filter(None, (english, ENGLISH.get(code[:2], "")))),
        folded=fold(name),
        sort_key=sort_key(name),
    )


def person(position: Position = Position.DISTRICT_WORKER, area: str = "4015", **fields: Any) -> User:
    """An account with one posting in force; `role_title` and `subject` go to the posting."""
    username = fields.pop("username", None) or f"{position.value}-{area or 'nation'}-{User.objects.count()}"
    user = User.objects.create_user(username, "x", display_name=fields.pop("display_name", username))
    kind, pk = fields.pop("subject", None) or ("", None)
    Posting.objects.create(
        user=user, position=position.value, area_code=area, valid_from=date(2020, 1, 1),
        subject_kind=kind, subject_id=pk, **fields,
    )  # fmt: skip
    return user


def editor(row: Community, **fields: Any) -> User:
    """Someone of the community itself."""
    fields.setdefault("role_title", "ประธานท่องเที่ยวชุมชน")
    return person(Position.COMMUNITY_EDITOR, row.area_code, subject=(Community.SUBJECT, row.pk), **fields)


def title(position: Position) -> str:
    """The position's name in Thai, as it is kept with what was said."""
    with translation.override("th"):
        return str(POSITION_NAMES[position])


def scope(user: User) -> Scope:
    return scope_of(user)


def community(name: str = "บ้านดงเค็ง", area: str = HERE, **fields: Any) -> Community:
    """A stored community, a draft that has said nothing; `open_community` for one that guests see."""
    row = Community.objects.create(name_th=name, sort_key=sort_key(name), area_code=area, **fields)
    if len(area) == 8:
        CommunityVillage.objects.create(community=row, area_code=area)
    return row


def open_community(name: str = "บ้านดงเค็ง", area: str = HERE, **fields: Any) -> Community:
    """A published community that receives guests by appointment, confirmed three days ago, with every text."""
    told: dict[str, Any] = {
        "state": State.PUBLISHED,
        "published_at": timezone.now(),
        "summary_th": "ผ้าหมี่ที่ทั้งบ้านช่วยกันมัด",
        "phone": "0430000000",
        "receiving": Receiving.APPOINTMENT.value,
        "notice_days": 3,
        "confirmed_on": timezone.localdate() - timedelta(days=3),
        "confirmed_role": "ประธานท่องเที่ยวชุมชน",
    }
    both = told | fields
    return community(name, area, **({"facts_on": both["confirmed_on"]} | both))


def asset(
    row: Community, name: str = "มัดหมี่และย้อมครั่ง", kind: AssetKind = AssetKind.ACTIVITY, **fields: Any
) -> CommunityAsset:
    facts = {"price": 15_000, "price_unit": "person"} | fields
    position = row.assets.filter(kind=kind.value).count() + 1
    return CommunityAsset.objects.create(community=row, name_th=name, kind=kind.value, position=position, **facts)


def kind() -> Any:
    return actions.KIND
