"""What goes on while the server is killed, and the books kept of it outside: what was acknowledged, what was under way.

A kind of act is one class here: `once` does it one time over the wire, `again` sends once more what was under way when
the server died, `judge` compares the database with the books as the kill left them, `settle` does so once more when a
worker has done what was left. Work of a worker is acknowledged by the page of its job: it must be done in the end.
"""

import time
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, ClassVar

from tests.faults.served import Browser
from tests.faults.site import Site
from tests.pages import form_in
from withi.kit.tests.picture_files import drawing, packed, saved

ROWS = 40
LOOKS_EVERY = 0.05
GOES_ON = "every 2s"
"""What stands in the page of a job that has not ended."""
LOST, PARTIAL, TWICE = "lost", "partial", "twice"
SMALL = saved(drawing((200, 200)))
"""A photo that is opened quickly; bytes behind it make it another one."""
FORMS = {"avif", "jpg"}


def sheet(mark: str, rows: int = ROWS) -> bytes:
    """A list of that many new products of every fifth as many new producers, all told by the mark."""
    lines = (f"ตะกร้า {mark}z{at},อาหาร,กลุ่มสาน {mark}z{at // 5},หนองสองห้อง,ขอนแก่น,{at + 10}" for at in range(rows))
    return "\n".join(["ชื่อผลิตภัณฑ์,ประเภท,ผู้ผลิต,อำเภอ,จังหวัด,ราคา", *lines]).encode()


def followed(browser: Browser, page: str) -> str:
    """Where a job leads when it has ended; "" where it brought no result."""
    home = page.partition("?")[0]
    while GOES_ON in browser.open(home).text:
        time.sleep(LOOKS_EVERY)
    led = browser.open(f"{home}open/", {}).location
    return "" if led == home else led


class Act(ABC):
    """One kind of act; `span`: seconds after it began in which a kill should come, so that it meets every part.

    `told`: how often the server has acknowledged one.
    """

    name: ClassVar[str]
    span: ClassVar[float] = 0.1
    pending: Any
    told = 0

    @abstractmethod
    def __init__(self, site: Site) -> None: ...

    @abstractmethod
    def once(self, browser: Browser) -> None: ...

    @abstractmethod
    def again(self, browser: Browser) -> None: ...

    @abstractmethod
    def judge(self, site: Site) -> Counter[str]: ...

    def settle(self, site: Site) -> Counter[str]:
        """Nothing was left to a worker."""
        return Counter()


class Saves(Act):
    """One producer's people counted up by one in its form, again and again."""

    name = "saves"

    def __init__(self, site: Site) -> None:
        self.pk = site.about["producer"]
        self.path = f"/desk/producers/{self.pk}/edit/"
        self.acknowledged = 0
        self.pending: dict[str, Any] = {}
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
                self.acknowledged, self.pending = int(form["people"]), {}

    def _send(self, browser: Browser, form: dict[str, Any]) -> None:
        self.pending = form
        if browser.open(self.path, form).status == 302:
            self.told += 1
            self.acknowledged, self.pending = int(form["people"]), {}

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


class Imports(Act):
    """Files of new products sent and checked; stored by a worker."""

    name = "imports"
    span = 0.8

    def __init__(self, site: Site) -> None:
        self.made = 0
        self.path = self.mark = ""
        self.pending = False
        self.known: set[str] = set()

    def once(self, browser: Browser) -> None:
        if not self.path:
            self.made += 1
            self.mark = f"k{self.made}"
            file = (f"{self.mark}.csv", sheet(self.mark))
            self.path = followed(browser, browser.open("/desk/import/", {"kind": "products"}, file).location)
        if self.path:
            self._commit(browser)

    def again(self, browser: Browser) -> None:
        """The same commit once more."""
        if self.pending:
            self._commit(browser)

    def _commit(self, browser: Browser) -> None:
        self.pending = True
        answer = browser.open(f"{self.path}commit/", {"good_rows_only": "1"})
        if answer.status == 302:
            self.told += 1
            self.known.add(self.mark)
            if answer.location != self.path:
                followed(browser, answer.location)
            self.pending, self.path = False, ""

    def judge(self, site: Site) -> Counter[str]:
        told: Counter[str] = Counter()
        for mark in {*self.known, self.mark} - {""}:
            rows, sizes, makers, done = self._found(site, mark)
            told[TWICE] += rows > ROWS or makers > ROWS // 5 or done > 1
            told[PARTIAL] += (rows, sizes, makers, done) not in ((0, 0, 0, 0), (ROWS, ROWS, ROWS // 5, 1))
        return told

    def settle(self, site: Site) -> Counter[str]:
        told = self.judge(site)
        told[LOST] = sum(not any(self._found(site, mark)) for mark in self.known)
        self.known = set()
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


class Uploads(Act):
    """Files sent, and checked by a worker."""

    name = "uploads"
    span = 0.8

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
            self.told += 1
            self.known.add(self.pending)
            followed(browser, answer.location)
            self.pending = ""

    def again(self, browser: Browser) -> None:
        """An upload that was cut off is sent as a new one: it stands for nothing yet."""

    def judge(self, site: Site) -> Counter[str]:
        told: Counter[str] = Counter()
        found = self._found(site)
        told[LOST] = sum(f"{name}.csv" not in found for name in self.known)
        told[TWICE] = sum(runs > 1 for _key, _size, runs, _chunks in found.values())
        for key, size, runs, chunks in found.values():
            told[PARTIAL] += self._size(str(key)) != size or chunks != runs
        return told

    def settle(self, site: Site) -> Counter[str]:
        """Every file that was taken is checked."""
        told, found = self.judge(site), self._found(site)
        told[LOST] = sum(found.get(f"{name}.csv", ("", 0, 0, 0))[2] == 0 for name in self.known)
        self.known = set()
        return told

    def _found(self, site: Site) -> dict[str, tuple[Any, ...]]:
        query = (
            "select name, files_upload.key, size, count(distinct imports_run.id), count(imports_chunk.id)"
            " from files_upload left join imports_run on upload_id = files_upload.id"
            " left join imports_chunk on run_id = imports_run.id"
            " where name like 'u%.csv' group by name, files_upload.key, size"
        )
        return {row[0]: tuple(row[1:]) for row in site.database.ask(query)}

    def _size(self, key: str) -> int:
        name = key.replace("-", "")
        path = self.folder / name[:2] / name
        return path.stat().st_size if path.exists() else -1


class Photos(Act):
    """Photos of a product sent one by one; each is there with all its files, or not at all."""

    name = "photos"
    span = 0.6

    def __init__(self, site: Site) -> None:
        self.path = f"/desk/photos/product/{site.about['product']}/"
        self.made = 0
        self.pending = ""
        self.known: set[str] = set()

    def once(self, browser: Browser) -> None:
        self.made += 1
        self._send(browser, f"p{self.made}.jpg")

    def again(self, browser: Browser) -> None:
        """The very photo once more: one that is there stays one."""
        if self.pending:
            self._send(browser, self.pending)

    def _send(self, browser: Browser, name: str) -> None:
        self.pending = name
        if browser.open(self.path, {}, (name, SMALL + name.encode()), "photos").status == 302:
            self.told += 1
            self.known.add(name)
            self.pending = ""

    def judge(self, site: Site) -> Counter[str]:
        names = {*self.known, self.pending} - {""}
        told = album(site, names)
        told[LOST] = sum(stored(site)[name] == 0 for name in self.known)
        return told

    def settle(self, site: Site) -> Counter[str]:
        told = self.judge(site)
        self.known = set()
        return told


class Jobs(Act):
    """ZIPs of photos stored by a worker: cut off in the middle it goes on where it was, and none comes twice."""

    name = "jobs"
    span = 1.5
    each = 3

    def __init__(self, site: Site) -> None:
        self.number = site.about["number"]
        self.made = 0
        self.path = self.mark = ""
        self.pending = False
        self.known: set[str] = set()

    def names(self, mark: str) -> list[str]:
        return [f"{mark}n{at}.jpg" for at in range(self.each)]

    def once(self, browser: Browser) -> None:
        if not self.path:
            self.made += 1
            self.mark = f"z{self.made}"
            files = {f"{self.number}/{name}": SMALL + name.encode() for name in self.names(self.mark)}
            self.path = browser.open("/desk/photos/zip/", {}, (f"{self.mark}.zip", packed(files))).location
        if self.path:
            self._store(browser)

    def again(self, browser: Browser) -> None:
        if self.pending:
            self._store(browser)

    def _store(self, browser: Browser) -> None:
        self.pending = True
        answer = browser.open(self.path, {})
        if answer.status == 302:
            self.told += 1
            self.known.add(self.mark)
            followed(browser, answer.location)
            self.pending, self.path = False, ""

    def judge(self, site: Site) -> Counter[str]:
        return album(site, {name for mark in {*self.known, self.mark} - {""} for name in self.names(mark)})

    def settle(self, site: Site) -> Counter[str]:
        told, found = self.judge(site), stored(site)
        told[LOST] = sum(found[name] == 0 for mark in self.known for name in self.names(mark))
        self.known = set()
        return told


def stored(site: Site) -> Counter[str]:
    """How many photos there are of each name."""
    return Counter(dict(site.database.ask("select name, count(*) from files_photo group by name")))


def album(site: Site, names: set[str]) -> Counter[str]:
    """Photos of these names that are there twice or without their line in the trail; of any name, without a file."""
    told: Counter[str] = Counter()
    found = stored(site)
    entries = dict(site.database.ask("select note, count(*) from trail_entry where verb = 'photos.add' group by note"))
    for name in names:
        told[TWICE] += found[name] > 1
        told[PARTIAL] += found[name] != entries.get(name, 0)
    told[PARTIAL] += sum(not is_whole(site, key, files) for key, files in files_of(site).items())
    return told


def files_of(site: Site) -> dict[str, list[tuple[int, str, int]]]:
    """What every photo says of its files: width, form, bytes."""
    query = (
        "select files_photo.key, files_photo_variant.width, form, size from files_photo"
        " left join files_photo_variant on photo_id = files_photo.id"
        " where files_photo.name like 'p%' or files_photo.name like 'z%'"
    )
    files: defaultdict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for key, width, form, size in site.database.ask(query):
        files[str(key).replace("-", "")].append((width, form, size))
    return files


def is_whole(site: Site, key: str, files: list[tuple[int, str, int]]) -> bool:
    """Whether a photo has files in both forms and each lies there in its full length."""
    folder = Path(site.database.folder) / "files" / "photos" / key[:2] / key
    paths = [(folder / f"{width}.{form}", size) for width, form, size in files]
    return {form for _width, form, _size in files} == FORMS and all(
        path.exists() and path.stat().st_size == size for path, size in paths
    )


KINDS: tuple[type[Act], ...] = (Saves, Imports, Uploads, Photos, Jobs)
