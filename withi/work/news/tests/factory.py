"""Articles for tests."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from withi.registers.publication.rules import State
from withi.work.news.actions import ItemRow
from withi.work.news.models import NewsComment, NewsItem

_titles = count(1)


def make_item(**values: Any) -> NewsItem:
    """A published article of 401508; any field may be given."""
    facts: dict[str, Any] = {
        "title_th": f"ข่าวตัวอย่าง {next(_titles)}",
        "lead_th": "ชาวบ้านกับเจ้าหน้าที่ช่วยกัน",
        "body_th": "ย่อหน้าแรก\n\nย่อหน้าที่สอง",
        "office": "สพอ.เปือยน้อย",
        "area_code": "401508",
        "dated_on": date(2018, 7, 20),
        "state": State.PUBLISHED.value,
    }
    facts |= values
    if facts["state"] == State.PUBLISHED:
        facts.setdefault("published_at", timezone.now())
    return NewsItem.objects.create(**facts)


def make_event(**values: Any) -> NewsItem:
    """A published event of two days."""
    days = {"begins_on": date(2030, 1, 5), "ends_on": date(2030, 1, 6)}
    return make_item(**{"sort": "event", "venue_th": "ลานหน้าวัด", **days, **values})


def make_comment(item: NewsItem, **values: Any) -> NewsComment:
    """A comment that waits to be read."""
    facts = {"name": "ผู้อ่าน", "text": "น่าไปมาก", "line": "x" * 64, "written_at": timezone.now(), **values}
    return NewsComment.objects.create(item=item, **facts)


def row_of(**values: Any) -> ItemRow:
    """What an editor typed of a new article."""
    facts = {
        "title_th": "ข่าวใหม่",
        "lead_th": "สั้น ๆ",
        "body_th": "เนื้อข่าว",
        "office": "สพอ.เปือยน้อย",
        "area_code": "401508",
        "dated_on": date(2018, 7, 20),
    }
    return ItemRow(**{**facts, **values})
