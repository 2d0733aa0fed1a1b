"""`withi doctor`: what is wrong with this installation and how to mend it."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from withi.ground.backup import queries as backup
from withi.ground.files.models import Upload
from withi.ground.jobs import queries as jobs
from withi.ground.management.commands.serve import pending_migrations, static_is_old
from withi.ground.notices import queries as notices
from withi.ground.notices.rules import Sending
from withi.ground.people.models import Posting, User
from withi.ground.people.queries import OUTSIDE_NAMES
from withi.ground.people.rules import EVERYONE
from withi.ground.places.models import Area
from withi.ground.vault.actions import key_ids, open_to_others
from withi.ground.web import reading
from withi.kit.paper import emblems, faces, press
from withi.kit.seal import SealError

PYTHON = (3, 11)
FREE_BYTES = 1024**3
PROVINCES = 77
PROOF_DAYS = 31
OTHERS = 4
"""Connections beside the site's own: a worker with its threads, and a command."""
STANDBY_SECONDS = 2.0
LOCAL = {"localhost", "127.0.0.1", "[::1]", "::1"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it stands, and what to do where it is not well. `level` is ok, note or bad."""

    level: str
    th: str
    en: str
    mend: str = ""

    def text(self, lang: str) -> str:
        return self.en if lang == "en" else self.th


def ok(th: str, en: str) -> Finding:
    return Finding("ok", th, en)


def note(th: str, en: str, mend: str = "") -> Finding:
    return Finding("note", th, en, mend)


def bad(th: str, en: str, mend: str) -> Finding:
    return Finding("bad", th, en, mend)


def python() -> Iterator[Finding]:
    found = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    if sys.version_info < PYTHON:
        yield bad(f"{found} เก่าเกินไป", f"{found} is too old", "apt install python3 (>= 3.11)")
    else:
        yield ok(found, found)


def disk() -> Iterator[Finding]:
    """The folder that everything is written to."""
    var = Path(settings.VAR)
    try:
        var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var) as probe:
            probe.write(b"withi")
    except OSError as trouble:
        yield bad(
            f"เขียนใน {var} ไม่ได้: {trouble.strerror}",
            f"cannot write to {var}: {trouble.strerror}",
            f"chown -R {os.getuid()} {var}",
        )
        return
    free = shutil.disk_usage(var).free
    size = f"{free / 1024**3:.1f} GB"
    if free < FREE_BYTES:
        yield bad(f"เนื้อที่ว่างที่ {var} เหลือ {size}", f"{size} left on the disk of {var}", "rm, or a larger disk")
    else:
        yield ok(f"เขียนใน {var} ได้ ว่าง {size}", f"{var} can be written to, {size} free")


def keys() -> Iterator[Finding]:
    """The secret key and the keys that seal personal numbers; their ids are what a rotation names."""
    folder = Path(settings.KEYS)
    for path in open_to_others(folder):
        yield bad(f"ผู้ใช้อื่นในเครื่องอ่าน {path} ได้", f"others of this machine can read {path}", f"chmod go= {path}")
    try:
        ids = ", ".join(key_ids())
    except SealError as trouble:
        yield bad("กุญแจเข้ารหัสใช้ไม่ได้", "the sealing keys do not work", str(trouble))
        return
    yield ok(f"กุญแจเข้ารหัส (ตัวแรกคือที่ใช้อยู่): {ids}", f"sealing keys, the current one first: {ids}")


def database() -> Iterator[Finding]:
    """Reachable, set up as the house needs it, and up to date."""
    try:
        connection.ensure_connection()
        yield from sqlite() if connection.vendor == "sqlite" else postgresql()
        pending = pending_migrations()
    except DatabaseError as trouble:
        yield bad(f"เข้าฐานข้อมูลไม่ได้: {trouble}", f"the database does not answer: {trouble}", "WITHI_DATABASE_URL")
        return
    if pending:
        told = f"{len(pending)}: {', '.join(pending[:3])}"
        yield bad(f"ฐานข้อมูลยังไม่ตรงรุ่น ({told})", f"migrations not applied ({told})", "withi migrate")
    else:
        yield ok("ฐานข้อมูลตรงรุ่น", "the database is up to date")
        yield from content()


def asked(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return row[0] if row else None


def sqlite() -> Iterator[Finding]:
    mode = str(asked("pragma journal_mode")).lower()
    if mode not in ("wal", "memory"):
        yield bad(
            f"SQLite ไม่ได้ใช้ WAL แต่ใช้ {mode}",
            f"SQLite runs {mode} instead of WAL",
            "var ต้องอยู่บนดิสก์ในเครื่อง / var must lie on a local disk",
        )
    else:
        yield ok(
            f"SQLite {asked('select sqlite_version()')} ({mode})", f"SQLite {asked('select sqlite_version()')} ({mode})"
        )


def postgresql() -> Iterator[Finding]:
    """Codes are compared byte by byte, and Thai is stored as it is."""
    version = str(asked("show server_version"))
    yield ok(f"PostgreSQL {version}", f"PostgreSQL {version}")
    encoding = str(asked("show server_encoding"))
    if encoding != "UTF8":
        yield bad(
            f"ฐานข้อมูลใช้ {encoding}", f"the database is {encoding}", "createdb --encoding=UTF8 --template=template0"
        )
    elif trouble := backup.locale_trouble():
        yield bad(
            f"ฐานข้อมูลไม่ถือว่าอักษรไทยเป็นตัวอักษร ({trouble})",
            f"Thai letters are no letters to this database ({trouble})",
            "createdb -E UTF8 --locale=C.UTF-8 -T template0, withi move --to URL",
        )
    query = (
        "select count(*) from information_schema.columns where table_schema = current_schema() "
        "and column_name = 'area_code' and coalesce(collation_name, '') <> 'C'"
    )
    if wrong := asked(query):
        yield bad(
            f"รหัสพื้นที่ {wrong} คอลัมน์ไม่ได้เรียงแบบ C", f'{wrong} area code columns are not COLLATE "C"', "withi migrate"
        )


def connections_allowed() -> int:
    """How many this account may open to this database: the least of the server's, the database's and its own limit."""
    query = (
        "select least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,"
        " nullif(d.datconnlimit, -1), nullif(r.rolconnlimit, -1))"
        " from pg_database d, pg_roles r where d.datname = current_database() and r.rolname = current_user"
    )
    return int(asked(query))


def pool() -> Iterator[Finding]:
    """Whether the connections of all processes fit into the server, and those of one are enough for its threads."""
    if connection.vendor != "postgresql":
        return
    each = settings.POOL or settings.THREADS + settings.BODIES_AT_ONCE
    try:
        wanted, allowed = settings.WORKERS * each + OTHERS, connections_allowed()
    except DatabaseError:  # `database` says why
        return
    told = (
        f"เว็บเปิดต่อฐานข้อมูลได้ถึง {wanted} จากที่อนุญาต {allowed}",
        f"the site opens up to {wanted} connections of the {allowed} allowed",
    )
    if wanted > allowed:
        yield bad(*told, "WITHI_POOL, WITHI_WORKERS, max_connections")
    elif settings.POOL and settings.POOL < settings.THREADS:
        yield note(
            f"คำขอรอกันได้: {settings.POOL} การเชื่อมต่อสำหรับ {settings.THREADS} เธรด",
            f"requests may wait for one another: {settings.POOL} connections for {settings.THREADS} threads",
            "WITHI_POOL, WITHI_THREADS",
        )
    else:
        yield ok(*told)


def replica() -> Iterator[Finding]:
    """The standby that guests' pages are read from, where one is set."""
    if not reading.is_set():
        return
    try:
        goal = reading.position("default") or 0
    except DatabaseError:
        return
    try:
        behind = behind_after_patience(goal)
    except DatabaseError as trouble:
        yield bad(
            f"ฐานข้อมูลสำรองอ่านไม่ตอบ หน้าเว็บอ่านจากฐานข้อมูลหลักแทน: {trouble}",
            f"the standby does not answer, the primary serves instead: {trouble}",
            "WITHI_REPLICA_URL",
        )
        return
    if behind is None:
        yield bad(
            "WITHI_REPLICA_URL ไม่ใช่ฐานข้อมูลสำรองที่ตามฐานข้อมูลหลัก หน้าเว็บจึงไม่อ่านจากที่นั่น",
            "WITHI_REPLICA_URL names no standby, so nothing is read from it",
            "docs/how-to/postgresql.md",
        )
    elif behind > 0:
        yield bad(
            f"ฐานข้อมูลสำรองตามหลังอยู่ {behind:,} ไบต์ ถ้าเกิน {settings.REPLICA_LAG:g} วินาที จะอ่านจากฐานข้อมูลหลักแทน",
            f"the standby is {behind:,} bytes behind; past {settings.REPLICA_LAG:g} s the primary serves instead",
            "select * from pg_stat_replication",
        )
    else:
        yield ok("ฐานข้อมูลสำรองตามทัน", "the standby keeps up")


def behind_after_patience(goal: int) -> int | None:
    """Bytes that the standby still lacks to a position, after a moment to reach it; None for no standby."""
    until = time.monotonic() + STANDBY_SECONDS
    while (found := reading.position(reading.REPLICA)) is not None and found < goal and time.monotonic() < until:
        time.sleep(0.1)
    return None if found is None else goal - found


def content() -> Iterator[Finding]:
    """Areas, accounts and files past their day."""
    provinces = Area.objects.filter(level=Area.Level.PROVINCE, is_abolished=False).count()
    if provinces < PROVINCES:
        yield bad(f"มีจังหวัด {provinces} จาก {PROVINCES}", f"{provinces} of {PROVINCES} provinces", "withi areas")
    elif not Area.objects.filter(level=Area.Level.VILLAGE).exists():
        yield note("ยังไม่มีหมู่บ้าน", "no villages yet", "withi import villages FILE")
    else:
        yield ok("พื้นที่ครบ", "areas and villages are there")
    if not Posting.objects.in_force(timezone.localdate()).filter(user__is_active=True).exists():
        yield note("ยังไม่มีบัญชีที่ทำงานได้", "nobody can work here yet", "withi account add NAME --position … --area …")
    if not settings.DEMO and User.objects.filter(is_demo=True).exists():
        yield note("มีบัญชีสาธิตในฐานข้อมูล (เข้าระบบไม่ได้)", "demo accounts lie in the database (they cannot sign in)")
    if late := Upload.objects.filter(expires_at__lt=timezone.now()).count():
        yield note(
            f"ไฟล์หมดอายุ {late} ไฟล์ ตัวทำงานเบื้องหลังจะลบ หรือเมื่อมีการส่งไฟล์ครั้งต่อไป",
            f"{late} files are past their day; a worker or the next upload deletes them",
        )


def worker() -> Iterator[Finding]:
    """Whether anybody does the long work; a database that does not answer was told of already."""
    try:
        waiting, there = jobs.waiting(), jobs.workers()
    except DatabaseError:
        return
    if there:
        yield ok(f"ตัวทำงานเบื้องหลัง {there} ตัว มีงานรอ {waiting} งาน", f"workers: {there}, jobs waiting: {waiting}")
    elif waiting:
        yield bad(
            f"มีงานรอ {waiting} งาน แต่ไม่มีตัวทำงานเบื้องหลัง",
            f"{waiting} jobs wait and no worker is running",
            "withi worker, withi serve --with-worker",
        )
    else:
        yield note(
            "ไม่มีตัวทำงานเบื้องหลัง การนำเข้า ไฟล์ใหญ่ และงานประจำจะรออยู่เฉย ๆ",
            "no worker is running: imports, large files and regular work will wait",
            "withi worker, withi serve --with-worker",
        )


def periods() -> Iterator[Finding]:
    """What workers do from time to time: which of it did not go well at its last turn."""
    try:
        found = jobs.periods()
    except DatabaseError:
        return
    if broken := ", ".join(f"{each.name} ({each.trouble})" for each in found if each.trouble):
        yield bad(
            f"งานประจำขัดข้องในรอบล่าสุด: {broken}",
            f"what is done regularly broke at its last turn: {broken}",
            "บันทึกของ withi worker / the log of withi worker",
        )
    elif found:
        minutes = (timezone.now() - max(each.begun_at for each in found)).seconds // 60
        yield ok(
            f"งานประจำทำครบ รอบล่าสุดเมื่อ {minutes} นาทีก่อน",
            f"what is done regularly went well, {minutes} minutes ago",
        )


def outbox() -> Iterator[Finding]:
    """E-mails, where a sender is set: what could not be sent, and what nobody sends."""
    if not settings.EMAIL_FROM:
        yield ok("ไม่ส่งอีเมล (ไม่ได้ตั้งผู้ส่ง)", "no e-mail is sent: no sender is set")
        return
    try:
        counts = notices.outbox_counts()
        late = notices.overdue_emails()
    except DatabaseError:
        return
    failed = counts.get(Sending.FAILED, 0)
    if failed:
        yield note(f"อีเมลส่งไม่ได้ {failed} ฉบับ", f"{failed} e-mails could not be sent", "WITHI_EMAIL_URL")
    if late:
        yield bad(f"อีเมลค้างเกินหนึ่งชั่วโมง {late} ฉบับ", f"{late} e-mails are an hour late", "withi notices run")
    elif not failed:
        yield ok("ไม่มีอีเมลค้าง", "no e-mail waits for long")


def days_ago(moment: datetime) -> int:
    return (timezone.now() - moment).days


def ago(days: int, lang: str = "th") -> str:
    """How many days ago, in words."""
    if lang == "en":
        return f"{days} days ago" if days else "today"
    return f"เมื่อ {days} วันก่อน" if days else "วันนี้"


def backups() -> Iterator[Finding]:
    """How old the last backup is, and the last one that was restored for a trial."""
    if (cut := backup.unfinished()) is not None:
        file = cut["file"]
        yield bad(f"การกู้คืน {file} ค้างกลางทาง", f"a restore of {file} was cut off", f"withi restore {file}")
    try:
        last = backup.last()
    except DatabaseError:  # `database` says why
        return
    # what nobody scheduled is not overdue
    late = bad if settings.BACKUP_FOLDER else note
    if last is None:
        yield late("ยังไม่เคยสำรองข้อมูล", "no backup was ever made", "withi backup FOLDER")
        return
    age = days_ago(last.made_at)
    told = f"สำรองข้อมูลล่าสุด{ago(age)}", f"the last backup was made {ago(age, 'en')}"
    is_old = timezone.now() - last.made_at > 2 * timedelta(hours=settings.BACKUP_EVERY)
    yield late(*told, "withi backup --if-due") if is_old else ok(*told)
    yield from proven(late, Path(last.folder) / last.file)
    if (free := backup.free_bytes(backup.folder())) < 2 * last.size:
        size = f"{free / 1024**2:.0f} MB"
        yield bad(f"ที่เก็บไฟล์สำรองเหลือ {size}", f"{size} left for backups", f"rm, or a larger disk: {backup.folder()}")


def proven(late: Callable[[str, str, str], Finding], file: Path) -> Iterator[Finding]:
    """A backup that nobody has restored is a hope."""
    if (run := backup.last_proven()) is None or run.proven_at is None:
        told = "ยังไม่เคยทดลองกู้คืนไฟล์สำรอง", "no backup was ever restored for a trial"
        yield late(*told, f"withi backup --prove {file}")
        return
    age = days_ago(run.proven_at)
    told = (
        f"ทดลองกู้คืนไฟล์สำรองล่าสุด{ago(age)}",
        f"a backup was last restored for a trial {ago(age, 'en')}",
    )
    yield late(*told, f"withi backup --prove {file}") if age > PROOF_DAYS else ok(*told)


def catalogue_is_old() -> bool:
    """Whether the compiled Thai catalogue is missing or older than its source."""
    po = Path(settings.LOCALE_PATHS[0]) / "th/LC_MESSAGES/django.po"
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def built() -> Iterator[Finding]:
    """What is made from the source: static files and the Thai catalogue."""
    if not settings.DEBUG and static_is_old():
        yield bad("ไฟล์หน้าตาเว็บยังไม่ได้สร้างหรือเก่า", "static files are missing or old", "withi collectstatic --noinput")
    else:
        yield ok("ไฟล์หน้าตาเว็บพร้อม", "static files are there")
    if catalogue_is_old():
        yield bad("คำแปลไทยยังไม่ได้คอมไพล์", "the Thai catalogue is not compiled", "python tools/messages.py compile")
    else:
        yield ok("คำแปลไทยพร้อม", "the Thai catalogue is compiled")


def paper() -> Iterator[Finding]:
    """What printing needs: faces, words, and emblems of offices that are pictures."""
    if told := ", ".join(press.lacking()):
        yield bad(f"พิมพ์เอกสารไม่ได้ ขาด {told}", f"nothing can be printed, for want of {told}", "make setup")
        return
    broken = ", ".join(file.name for file in emblems.files(settings.EMBLEMS) if not emblems.is_picture(file))
    if settings.EMBLEMS and not Path(settings.EMBLEMS).is_dir():
        yield bad(f"ไม่มีโฟลเดอร์ตราสำนักงาน {settings.EMBLEMS}", f"there is no folder {settings.EMBLEMS}", "WITHI_EMBLEMS")
    elif broken:
        yield bad(f"ไฟล์ตราสำนักงานใช้ไม่ได้: {broken}", f"emblems that are no pictures: {broken}", "WITHI_EMBLEMS")
    else:
        yield ok("พิมพ์เอกสารได้", "papers can be printed")
    yield from accessible_paper()


def accessible_paper() -> Iterator[Finding]:
    """In which face PDF is made for those who have it read to them, where a setting asks for it."""
    if settings.ACCESSIBLE_PDF and faces.has_exact():
        yield ok("ทำ PDF/UA-1 ด้วยแบบอักษรลักษมัณ (ที่นี่ไม่มีโปรแกรมตรวจ)", "PDF/UA-1 in Laksaman (no validator runs here)")
    elif settings.ACCESSIBLE_PDF:
        yield note(
            "ทำ PDF/UA-1 ด้วยแบบอักษรสารบรรณ คำที่มีวรรณยุกต์ซ้อน เช่น ผึ้ง อาจถูกอ่านซ้ำ",
            "PDF/UA-1 in Sarabun: programs may read words with stacked marks, such as ผึ้ง, twice",
            "apt-get install fonts-tlwg-laksaman-ttf && make setup",
        )


def exposure() -> Iterator[Finding]:
    """Settings that matter once others can reach the site."""
    is_public = bool(set(settings.ALLOWED_HOSTS) - LOCAL)
    if settings.DEBUG:
        yield bad("เปิด WITHI_DEBUG อยู่", "WITHI_DEBUG is on", "unset WITHI_DEBUG")
    if is_public and not settings.HTTPS:
        yield bad("เปิดให้ผู้อื่นเข้าแต่ไม่ได้ใช้ HTTPS", "others reach this site without HTTPS", "WITHI_HTTPS=1")
    yield from accounts(is_public=is_public or settings.HTTPS)


def accounts(*, is_public: bool) -> Iterator[Finding]:
    """How people sign in."""
    if settings.DEMO and is_public:
        yield bad("โหมดสาธิตเปิดอยู่บนเว็บที่ผู้อื่นเข้าถึง", "demo mode is on where others reach the site", "unset WITHI_DEMO")
    elif settings.DEMO:
        yield note("โหมดสาธิต ห้ามใส่ข้อมูลจริง", "demo mode: no real data here")
    elif not settings.REQUIRE_MFA:
        yield bad("ไม่บังคับการเข้าสู่ระบบสองชั้น", "no second factor is asked for", "unset WITHI_REQUIRE_MFA")
    elif settings.REQUIRE_MFA != EVERYONE:
        yield ok("ตำแหน่งระดับจังหวัดขึ้นไปต้องเข้าระบบสองชั้น", "positions of a province or wider need a second factor")
    else:
        yield ok("ทุกคนต้องเข้าระบบสองชั้น", "everyone needs a second factor")
    ways = ", ".join(("PIN", *(OUTSIDE_NAMES[name] for name in settings.OUTSIDE_SIGN_IN)))
    yield ok(f"ผู้ผลิตและชุมชนเข้าด้วย: {ways}", f"producers and communities get in by: {ways}")


def system() -> Iterator[Finding]:
    """What Django's own checks say; those for a site on the net only where it is one."""
    for message in run_checks(include_deployment_checks=settings.HTTPS):
        if message.level >= WARNING and not message.is_silenced():
            yield bad(f"{message.id}: {message.msg}", f"{message.id}: {message.msg}", message.hint or "")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    python,
    disk,
    keys,
    database,
    pool,
    replica,
    worker,
    periods,
    outbox,
    backups,
    built,
    paper,
    exposure,
    system,
)
MARKS = {"ok": "  ok ", "note": "  -- ", "bad": "  !! "}


class Command(BaseCommand):
    """Looks at everything and changes nothing; exit code 1 where something must be mended."""

    help = "Say what is wrong and how to mend it"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lang", choices=["th", "en"], default="th")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [finding for check in CHECKS for finding in check()]
        for finding in findings:
            self.stdout.write(MARKS[finding.level] + finding.text(options["lang"]))
            if finding.mend:
                self.stdout.write(f"       => {finding.mend}")
        wrong = sum(finding.level == "bad" for finding in findings)
        thai = f"ต้องแก้ {wrong} เรื่อง" if wrong else "ไม่พบสิ่งที่ต้องแก้"
        english = f"{wrong} to mend" if wrong else "nothing to mend"
        self.stdout.write(english if options["lang"] == "en" else thai)
        if wrong:
            sys.exit(1)
