"""Names, digests and manifests of backup files, which of them stay, and every reason to refuse one. Pure decisions."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from withi.kit import problem
from withi.kit.problem import Rule

FORMAT = 1
NAME = re.compile(r"withi-([0-9]{8}-[0-9]{6})\.zip")
STAMP = "%Y%m%d-%H%M%S"
DUE_SLACK = timedelta(minutes=5)
HASH_BITS = 256

problem.register(
    Rule(
        "backup.broken",
        th="ไฟล์สำรอง {file} ขาดหรือถูกแก้ไข ({why}) จึงไม่ได้กู้คืนอะไรเลย กรุณาใช้ไฟล์สำรองชุดอื่น",
        en="The backup {file} is cut or was changed ({why}); nothing was restored. Please use another backup.",
    ),
    Rule(
        "backup.other_keys",
        th="ไฟล์สำรอง {file} ทำด้วยกุญแจชุดอื่น ให้กู้คืนกุญแจก่อน (withi restore --keys ไฟล์กุญแจ) "
        "หรือใส่ --without-keys ถ้ากุญแจหายแล้ว",
        en="{file} was made with other keys. Restore them first (withi restore --keys FILE), "
        "or add --without-keys if they are lost.",
    ),
    Rule(
        "backup.newer",
        th="ไฟล์สำรองมาจาก Withi รุ่นใหม่กว่า ({release}) กรุณาติดตั้งรุ่นนั้นก่อน",
        en="The backup comes from a newer Withi ({release}). Please install that release first.",
    ),
    Rule(
        "backup.other_schema",
        th="ฐานข้อมูลนี้มีตารางของรุ่นอื่นอยู่แล้ว กรุณาชี้ไปที่ฐานข้อมูลเปล่าที่ยังไม่มีตาราง แล้วกู้คืนใหม่",
        en="The database already has tables of another release. Please point to one without tables, and restore again.",
    ),
    Rule(
        "backup.not_empty",
        th="ที่นี่มีข้อมูลอยู่แล้ว ({what}) จึงไม่กู้คืนทับ ถ้าตั้งใจให้แทนที่ทั้งหมด ให้ใส่ --replace",
        en="There is data here already ({what}), so nothing was restored over it. To replace all of it, add --replace.",
    ),
    Rule(
        "backup.differs",
        th="ข้อมูลที่กู้คืนไม่ตรงกับไฟล์สำรอง ({what}) จึงย้อนกลับทั้งหมด",
        en="What was restored differs from the backup ({what}), so all of it was taken back.",
    ),
    Rule(
        "backup.taken",
        th="มี {file} อยู่แล้ว กรุณาตั้งชื่ออื่น",
        en="{file} is there already. Please give another name.",
    ),
    Rule(
        "backup.inside",
        th="เก็บไฟล์สำรองไว้ใน {folder} ไม่ได้ เพราะโฟลเดอร์นี้ถูกสำรองด้วย กรุณาเลือกที่อื่น",
        en="A backup cannot lie in {folder}, which is backed up itself. Please choose another place.",
    ),
    Rule(
        "backup.disk",
        th="เขียนไฟล์สำรองที่ {folder} ไม่ได้: {why}",
        en="The backup could not be written to {folder}: {why}",
    ),
    Rule("backup.busy", th="กำลังสำรองข้อมูลอยู่แล้ว", en="A backup is being made already."),
    Rule(
        "backup.proof_failed",
        th="ทดลองกู้คืน {file} ไม่สำเร็จ: {why}",
        en="Restoring {file} for a trial failed: {why}",
    ),
    Rule(
        "move.in_use",
        th="เว็บหรือตัวทำงานเบื้องหลังกำลังใช้ข้อมูลนี้อยู่ ให้หยุด withi serve และ withi worker ก่อน แล้วสั่งใหม่",
        en="A site or a worker is using these data. Stop withi serve and withi worker first, then try again.",
    ),
    Rule(
        "move.moving",
        th="กำลังย้ายหรือกู้คืนข้อมูลชุดนี้ กรุณารอให้เสร็จก่อน",
        en="These data are being moved or restored. Please wait until that is done.",
    ),
    Rule(
        "move.connected",
        th="ยังมีผู้อื่นต่อฐานข้อมูลนี้อยู่ {count} ราย ให้หยุดทุกเครื่องก่อน แล้วย้ายใหม่",
        en="{count} others are connected to this database. Stop them on every machine, then move again.",
    ),
    Rule(
        "move.no_source",
        th="ฐานข้อมูลที่ใช้อยู่ไม่ตอบ ({why}) จึงไม่ได้ย้าย กรุณาตรวจ WITHI_DATABASE_URL",
        en="The database in use does not answer ({why}), so nothing was moved. Check WITHI_DATABASE_URL.",
    ),
    Rule(
        "move.pending",
        th="ฐานข้อมูลนี้ยังไม่ตรงรุ่น ให้สั่ง withi migrate ก่อน แล้วย้ายใหม่",
        en="This database is not up to date. Run withi migrate first, then move again.",
    ),
    Rule(
        "move.same",
        th="ปลายทางคือฐานข้อมูลเดียวกันกับที่ใช้อยู่ กรุณาระบุฐานข้อมูลอื่น",
        en="The target is the database in use. Please name another one.",
    ),
    Rule(
        "move.not_empty",
        th="ฐานข้อมูลปลายทางมีข้อมูลอยู่แล้ว ({what}) จึงไม่ได้ย้าย กรุณาใช้ฐานข้อมูลเปล่า",
        en="The target holds data already ({what}), so nothing was moved. Please give an empty database.",
    ),
    Rule(
        "move.locale",
        th="ฐานข้อมูลปลายทางใช้กับภาษาไทยไม่ได้ ({why}) ให้สร้างใหม่ด้วย createdb -E UTF8 --locale=C.UTF-8 -T template0",
        en="The target does not suit Thai ({why}). Make it anew: createdb -E UTF8 --locale=C.UTF-8 -T template0",
    ),
    Rule(
        "move.refused",
        th="ฐานข้อมูลปลายทางไม่รับ ({why}) จึงย้อนกลับทั้งหมด ข้อมูลเดิมยังอยู่ครบ",
        en="The target did not take it ({why}), so it was all taken back. Nothing changed here.",
    ),
    Rule(
        "move.row",
        th="ฐานข้อมูลปลายทางไม่รับแถวหมายเลข {row} ของ {place} ({why}) จึงย้อนกลับทั้งหมด กรุณาแก้แถวนี้ที่นี่ก่อน แล้วย้ายใหม่",
        en="The target did not take row {row} of {place} ({why}), so it was all taken back. Mend that row here, then "
        "move again.",
    ),
    Rule(
        "move.differs",
        th="ข้อมูลที่ย้ายไปไม่ตรงกับต้นทาง ({what}) จึงย้อนกลับทั้งหมด ข้อมูลเดิมยังอยู่ครบ",
        en="What arrived differs from what is here ({what}), so it was all taken back. Nothing changed here.",
    ),
)


LONGEST_CAUSE = 300
RAISED = re.compile(r"^(?:(?:\w+\.)+\w+|\w+Error): (.+)$", re.MULTILINE)
AT_LINE = re.compile(r"^CONTEXT: +COPY \w+, line (\d+)(?:, column (\w+))?", re.MULTILINE)


def cause(text: str) -> str:
    """The line of an error or of a traceback that says why: what was raised first, else the first line."""
    raised = RAISED.search(text)
    lines = [raised[1]] if raised else text.strip().splitlines() or ["?"]
    return lines[0].strip()[:LONGEST_CAUSE]


def place_in_copy(text: str) -> tuple[int, str] | None:
    """The row and, if it is told, the column at which PostgreSQL refused rows that came by COPY; rows count from 1."""
    found = AT_LINE.search(text)
    return (int(found[1]), found[2] or "") if found else None


@dataclass
class Tally:
    """How many rows, and a sum of their hashes that is the same in whatever order they come."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.blake2b(line, digest_size=HASH_BITS // 8).digest())) % (
            1 << HASH_BITS
        )

    def as_list(self) -> list[Any]:
        return [self.rows, f"{self.total:064x}"]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: (rows, sum of hashes) by table, (bytes, SHA-256) by file, ids already given by table."""

    made_at: str
    release: str
    database: str
    migrations: list[list[str]]
    tables: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, list[Any]] = field(default_factory=dict)
    given_ids: dict[str, int] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def read(cls, text: bytes) -> Self:
        """The manifest again; ValueError or TypeError where it is none of ours."""
        return cls(**json.loads(text))


def file_name(moment: datetime) -> str:
    return f"withi-{moment.strftime(STAMP)}.zip"


def made_at(name: str) -> datetime | None:
    """When a backup was made, by its name; None for other files."""
    found = NAME.fullmatch(name)
    return datetime.strptime(found[1], STAMP) if found else None  # noqa: DTZ007 - the office's own clock, as the name


def is_due(last: datetime | None, hours: float, now: datetime) -> bool:
    """Whether the next backup should be made; a timer that rings a little early still counts."""
    return last is None or now - last >= timedelta(hours=hours) - DUE_SLACK


def kept(names: Iterable[str], keep: tuple[int, int, int]) -> set[str]:
    """Backups that stay: the newest of each of the last days, weeks and months that have one, and the newest of all."""
    dated = sorted(((moment, name) for name in names if (moment := made_at(name))), reverse=True)
    periods: tuple[Callable[[datetime], Any], ...] = (
        datetime.date,
        lambda moment: moment.isocalendar()[:2],
        lambda moment: (moment.year, moment.month),
    )
    stay = {name for _, name in dated[:1]}
    for period, most in zip(periods, keep, strict=True):
        newest: dict[Any, str] = {}
        for moment, name in dated:
            newest.setdefault(period(moment), name)
        stay.update(list(newest.values())[:most])
    return stay
