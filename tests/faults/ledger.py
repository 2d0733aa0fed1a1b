"""What goes on while the server is killed, and the books kept of it outside: what was acknowledged, what was under way.

A kind of act is one class here: `once` does it one time over the wire, `again` sends once more what was under way when
the server died, `judge` compares the database with the books. A further kind (jobs) is one more class and its name in
KINDS.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.served import Browser
from tests.faults.site import Site
from tests.pages import form_in

ROWS = 40
STORED = "นำเข้าเสร็จแล้ว"
LOST, PARTIAL, TWICE = "lost", "partial", "twice"


def sheet(mark: str, rows: int = ROWS) -> bytes:
    """A list of that many new products of every fifth as many new producers, all told by the mark."""
    lines = (f"ตะกร้า {mark}z{at},อาหาร,กลุ่มสาน {mark}z{at // 5},หนองสองห้อง,ขอนแก่น,{at + 10}" for at in range(rows))
    return "\n".join(["ชื่อผลิตภัณฑ์,ประเภท,ผู้ผลิต,อำเภอ,จังหวัด,ราคา", *lines]).encode()


class Saves:
    """One producer's people counted up by one in its form, again and again."""

    name = "saves"

    def __init__(self, site: Site) -> None:
        self.pk = site.about["producer"]
        self.path = f"/desk/producers/{self.pk}/edit/"
        self.acknowledged = 0
        self.pending: dict[str, Any] | None = None
        site.do("count_from_zero", pk=self.pk)
        self.entries = self._entries(site)

    def once(self, browser: Browser) -> None:
        form = form_in(browser.open(self.path).text)
        self._send(browser, form | {"people": str(int(str(form["people"]) or 0) + 1)})

    def again(self, browser: Browser) -> None:
        """The very form once more: what was stored is refused by its version, what was not is stored now."""
        if self.pending:
            form = self.pending
            self._send(browser, form)
            if self.pending:
                self.acknowledged, self.pending = int(form["people"]), None

    def _send(self, browser: Browser, form: dict[str, Any]) -> None:
        self.pending = form
        if browser.open(self.path, form).status == 302:
            self.acknowledged, self.pending = int(form["people"]), None

    def judge(self, site: Site) -> Counter[str]:
        people = site.database.ask(f"select people from producers_producer where id = {self.pk}")[0][0]
        told: Counter[str] = Counter()
        told[LOST] = max(0, self.acknowledged - people)
        told[TWICE] = max(0, people - self.acknowledged - bool(self.pending))
        told[PARTIAL] = abs(self._entries(site) - self.entries - people)
        self.acknowledged = people if told[LOST] else self.acknowledged
        self.entries = self._entries(site) - people
        return told

    def _entries(self, site: Site) -> int:
        query = f"select count(*) from trail_change where subject = 'producer' and subject_id = {self.pk}"
        return int(site.database.ask(query)[0][0])


class Imports:
    """Files of new products sent, checked and stored."""

    name = "imports"

    def __init__(self, site: Site) -> None:
        self.made = 0
        self.path = self.mark = ""
        self.pending = False
        self.stored = False
        self.known: Counter[str] = Counter()

    def once(self, browser: Browser) -> None:
        if not self.path:
            self.made += 1
            self.mark = f"k{self.made}"
            self.path = browser.open(
                "/desk/import/", {"kind": "products"}, (f"{self.mark}.csv", sheet(self.mark))
            ).location
        if self.path:
            self._commit(browser)

    def again(self, browser: Browser) -> None:
        """The same commit once more, and the file judged anew after it."""
        if self.pending:
            self._commit(browser)

    def _commit(self, browser: Browser) -> None:
        self.pending = True
        answer = browser.open(f"{self.path}commit/", {"good_rows_only": "1"})
        if answer.status in (200, 302):
            self.stored, self.pending, self.path = True, False, ""
            self.known[self.mark] = ROWS

    def judge(self, site: Site) -> Counter[str]:
        told: Counter[str] = Counter()
        for mark in {*self.known, self.mark} - {""}:
            rows, sizes, makers, done = self._found(site, mark)
            told[LOST] += self.known[mark] > 0 and rows == 0
            told[TWICE] += rows > ROWS or makers > ROWS // 5 or done > 1
            told[PARTIAL] += (rows, sizes, makers, done) not in ((0, 0, 0, 0), (ROWS, ROWS, ROWS // 5, 1))
        self.known = Counter()
        return told

    def _found(self, site: Site, mark: str) -> tuple[int, ...]:
        products = f"products_product where name_th like 'ตะกร้า {mark}z%'"
        done = (
            f"imports_run join files_upload on files_upload.id = upload_id where state = 'done' and name = '{mark}.csv'"
        )
        parts = [
            f"select count(*) from {products}",
            f"select count(*) from products_size where product_id in (select id from {products})",
            f"select count(*) from producers_producer where name_th like 'กลุ่มสาน {mark}z%'",
            f"select count(*) from {done}",
        ]
        return tuple(int(site.database.ask(part)[0][0]) for part in parts)


class Uploads:
    """Files sent to be checked, and left there."""

    name = "uploads"

    def __init__(self, site: Site) -> None:
        self.folder = Path(site.database.folder) / "files" / "uploads"
        self.made = 0
        self.pending = ""
        self.known: set[str] = set()

    def once(self, browser: Browser) -> None:
        self.made += 1
        self.pending = f"u{self.made}"
        answer = browser.open("/desk/import/", {"kind": "products"}, (f"{self.pending}.csv", sheet(self.pending)))
        if answer.status == 302:
            self.known.add(self.pending)
            self.pending = ""

    def again(self, browser: Browser) -> None:
        """An upload that was cut off is sent as a new one: it stands for nothing yet."""

    def judge(self, site: Site) -> Counter[str]:
        told: Counter[str] = Counter()
        query = (
            "select name, files_upload.key, size, count(distinct imports_run.id), count(imports_chunk.id)"
            " from files_upload left join imports_run on upload_id = files_upload.id"
            " left join imports_chunk on run_id = imports_run.id"
            " where name like 'u%' group by name, files_upload.key, size"
        )
        found = {row[0]: row[1:] for row in site.database.ask(query)}
        told[LOST] = sum(f"{name}.csv" not in found for name in self.known)
        told[TWICE] = sum(runs > 1 for _key, _size, runs, _chunks in found.values())
        for key, size, runs, chunks in found.values():
            told[PARTIAL] += self._size(str(key)) != size or chunks != runs
        self.known = set()
        return told

    def _size(self, key: str) -> int:
        name = key.replace("-", "")
        path = self.folder / name[:2] / name
        return path.stat().st_size if path.exists() else -1


KINDS: tuple[type[Saves | Imports | Uploads], ...] = (Saves, Imports, Uploads)
