"""withi search QUERY: what the name index finds; with --batch, for every line of a file, with the time it took.

With --rebuild it writes the index anew while people go on working; with --popular it counts anew what comes first.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.ground.search import actions
from withi.ground.search.queries import find
from withi.ground.search.rules import Found
from withi.kit.codes import is_code, prefix_range


class Command(BaseCommand):
    help = (
        "Searches names: withi search [--kind KIND]… [--area CODE] [--json] QUERY, or --batch FILE with a query a "
        "line; with --rebuild [--kind KIND]… it writes the index anew, with --popular it counts what comes first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", nargs="?", default="")
        parser.add_argument("--kind", action="append", help="product, producer, community, village …; may be repeated")
        parser.add_argument("--area", default="", help="only inside this area code")
        parser.add_argument("--home", default="", help="area code whose names come first")
        parser.add_argument("--limit", type=int, default=20)
        parser.add_argument("--all", action="store_true", help="names that are not public too")
        parser.add_argument("--literal", action="store_true", help="nothing but what was typed")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--batch", help="a file with a query a line; - reads what is piped in")

        parser.add_argument("--rebuild", action="store_true", help="write the index anew, every kind or those given")
        parser.add_argument("--popular", action="store_true", help="count anew what of equal names comes first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            self.rebuild(options["kind"] or sorted(actions.SOURCES))
        elif options["popular"]:
            changed = actions.refresh_popularity()
            self.stdout.write(f"ความนิยมเปลี่ยน {changed:,} รายการ / changed in popularity")
        else:
            self.answer(options)

    def answer(self, options: dict[str, Any]) -> None:
        if options["area"] and not is_code(options["area"]):
            raise CommandError(f"ไม่ใช่รหัสพื้นที่ / not an area code: {options['area']}")
        asked = {
            "kinds": options["kind"],
            "ranges": [prefix_range(options["area"])] if options["area"] else None,
            "home": options["home"],
            "limit": options["limit"],
            "public_only": not options["all"],
            "literal": options["literal"],
        }
        if options["batch"]:
            self.answer_all(options["batch"], asked)
        elif not options["query"]:
            raise CommandError("ไม่มีคำค้น / no query")
        else:
            found = find(options["query"], **asked)
            self.stdout.write(as_json(options["query"], found) if options["json"] else as_text(found))

    def rebuild(self, kinds: list[str]) -> None:
        if unknown := set(kinds) - actions.SOURCES.keys():
            known = ", ".join(sorted(actions.SOURCES))
            raise CommandError(f"ไม่มีชื่อประเภทนี้ / unknown kind: {', '.join(sorted(unknown))} ({known})")
        for kind in kinds:
            written = sum(actions.rebuild(kind))
            self.stdout.write(f"{kind}: เขียนดัชนีใหม่ {written:,} ชื่อ / names written anew")

    def answer_all(self, source: str, asked: dict[str, Any]) -> None:
        try:
            with nullcontext(sys.stdin) if source == "-" else Path(source).open(encoding="utf-8") as queries:
                for line in batch(queries, asked):
                    self.stdout.write(line)
        except OSError as error:
            raise CommandError(f"เปิดไฟล์ไม่ได้ / cannot be opened: {source} ({error.strerror})") from error


def batch(queries: Iterable[str], asked: dict[str, Any]) -> Iterator[str]:
    """One JSON line a query, with the milliseconds it took."""
    for line in queries:
        query = line.strip("\r\n")
        start = perf_counter()
        found = find(query, **asked)
        yield as_json(query, found, ms=round((perf_counter() - start) * 1000, 3))


def as_json(query: str, found: Found, **more: Any) -> str:
    return json.dumps({"query": query, **asdict(found), **more}, ensure_ascii=False)


def as_text(found: Found) -> str:
    total = f"{found.total}" if found.total_is_exact else f">= {found.total}"
    lines = [f"{hit.kind:<10} {hit.ref_id:<9} {hit.area_code:<8} {hit.name}" for hit in found.hits]
    return "\n".join([f"{found.searched} ({found.step}, {total})", *lines])
