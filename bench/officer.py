"""The people the bench acts as: a provincial officer who imports, at home in the demo province."""

from datetime import date

from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Position, Section

NAME = "bench"
PROVINCE = "40"


def main() -> dict[str, int]:
    """Make the account; it cannot sign in with a password."""
    person = User.objects.create_user(NAME, display_name="เจ้าหน้าที่ (วัดความเร็ว)")
    Posting.objects.create(
        user=person,
        position=Position.PROVINCE_OFFICER,
        section=Section.PROMOTION,
        area_code=PROVINCE,
        valid_from=date(2020, 1, 1),
    )
    return {"id": person.pk}


def person() -> User:
    return User.objects.get(username=NAME)
