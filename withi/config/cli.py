"""The `withi` command: short words for the management commands people use; every other word goes to Django as it is."""

import os
import sys

import django
from django.core.management import execute_from_command_line, get_commands
from django.db import DatabaseError

# Python cannot name a module `import`.
NAMES = {"import": "import_file"}
WORDS = {
    "serve": "เปิดเว็บ / serve the site",
    "worker": "ทำงานเบื้องหลัง / do the long work: imports, large files",
    "demo": "โหลดข้อมูลสาธิต / load the demo province into an empty database",
    "scale": "ข้อมูลตัวอย่างทั้งประเทศ / a nation of demonstration data: withi scale --national",
    "account": "บัญชีและตำแหน่ง / accounts and their postings",
    "import": "นำเข้าไฟล์ / import a file: withi import KIND FILE",
    "photos": "รูปภาพจากไฟล์ ZIP / photos named by product number: withi photos FILE.zip --as PERSON",
    "areas": "จังหวัด อำเภอ ตำบล / load or refresh the areas of Thailand",
    "boundaries": "แนวเขตจากไฟล์ GeoJSON / boundaries for maps and positions: withi boundaries load FILE",
    "match": "จับคู่ที่อยู่กับรหัสพื้นที่ / match addresses to area codes: withi match FILE.csv OUT.csv",
    "yearly": "ตัวเลขรายปีที่เผยแพร่แล้ว / yearly figures that were published: withi yearly FILE --province CODE",
    "recount": "ตรวจยอดรวมกับรายงาน / hold every sum of sales against its reports",
    "weigh": "เกลี่ยนักท่องเที่ยวให้ทั่วถึง / weigh anew how guests are spread over communities",
    "search": "ค้นหา / search: withi search QUERY",
    "notices": "ส่งอีเมลที่ค้าง เตือน ลบของเก่า / send what waits, remind, forget: withi notices run",
    "backup": "สำรองข้อมูล / back up, prove a backup, write the keys elsewhere",
    "restore": "กู้คืนข้อมูล / restore a backup into an empty place",
    "move": "ย้ายฐานข้อมูล / carry everything over to another, empty database: withi move --to URL",
    "person": "ข้อมูลส่วนบุคคล / find, export, erase, anonymise a person; seen: who looked",
    "breach": "ใครแตะข้อมูลของใครบ้าง / who touched whose data between two days",
    "purposes": "ประกาศความเป็นส่วนตัว / texts of the privacy notice, dated",
    "doctor": "ตรวจระบบ บอกวิธีแก้ / say what is wrong and how to mend it",
    "migrate": "ปรับฐานข้อมูลให้ตรงรุ่น / bring the database up to date",
}

BEHIND = "ฐานข้อมูลยังไม่ตรงรุ่น ให้สั่ง withi migrate ก่อน / the database is not up to date: run withi migrate first"


def usage() -> str:
    """The words with a command behind them, in both languages."""
    known = get_commands()
    lines = [f"  withi {word:<10} {text}" for word, text in WORDS.items() if NAMES.get(word, word) in known]
    return "\n".join(["withi WORD [--help]", "", *lines])


def main(arguments: list[str] | None = None) -> None:
    """Run one word; without one, list them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "withi.config.settings")
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in ("-h", "--help", "help"):
        django.setup()
        sys.stdout.write(f"{usage()}\n")
        return
    try:
        execute_from_command_line(["withi", NAMES.get(given[0], given[0]), *given[1:]])
    except DatabaseError:
        if not is_behind():
            raise
        sys.exit(BEHIND)


def is_behind() -> bool:
    """Whether the database can be asked, and lacks migrations."""
    from withi.ground.management.commands.serve import pending_migrations  # reason: settings are read by now

    try:
        return bool(pending_migrations())
    except DatabaseError:
        return False
