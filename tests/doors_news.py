"""The part of the table of doors (`tests/doors.py`) that is about news."""

from tests.openings import AREA, NEWS, PLACE, Door, May, Open, article, public

NEWS_DOORS: dict[str, Door | tuple[Door, ...]] = {
    "news:archive": public(lists=NEWS),
    "news:feed": public(lists=NEWS),
    "news:events": public(),
    "news:page": public("news"),
    "news:event": public("news"),
    "news:read": Door(None, Open.PUBLIC, about="news"),
    "news:comment": Door(Open.PUBLIC, Open.PUBLIC, about="news", fill=lambda _: {"name": "ผู้อ่าน", "text": "ดีมาก"}),
    "news:list": Door(May.READ, lists=NEWS, asks=(AREA,)),
    "news:add": Door(
        May.ENTER,
        May.ENTER,
        officers=True,
        fill=lambda rows: {"title_th": "ข่าวใหม่", "sort": "news", "dated_on": "1 ก.ค. 2561", "area_code": rows.area},
        asks=(PLACE, ("community", "community"), ("event", "news")),
    ),
    "news:comments": Door(May.GIVE),
    "news:hear": article(
        None,
        May.GIVE,
        params=lambda rows: {"pk": rows.work.comment},
        fill=lambda _: {"step": "refuse"},
    ),
    "news:detail": article(May.READ),
    "news:edit": article(May.ENTER, May.ENTER),
}
