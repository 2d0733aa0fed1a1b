"""Every page of a site with the whole nation, the slowest first: `python -m bench.walk [--database …] [VISITOR …]`.

Guests and every account of the demonstration follow all links and try every choice of every filter. Nothing of it is a
goal: it shows which pages to mend. An hour and more for everyone; name visitors (guest, department, province …).
"""

import argparse
import sys
from collections.abc import Iterable
from typing import Any

from bench import nation, sites
from bench.figures import say, table

SHOWN, MOST_SIGNS = 30, 90


def show(asked: Iterable[dict[str, Any]]) -> None:
    """The slowest pages by the processor time of the process, each with its dearest statement and that one's plan."""
    pages = sorted(asked, key=lambda page: -page["ms_process"])
    say(f"{len(pages):,} pages of {len({page['view'] for page in pages})} views")
    rows = [(p["ms_process"], p["ms"], p["statements"], p["visitor"], p["path"][:MOST_SIGNS]) for p in pages[:SHOWN]]
    say(table(("ms process", "ms clock", "statements", "visitor", "page"), rows))
    for page in pages[:SHOWN]:
        for dear in sorted(page["dear"], key=lambda one: -one["ms"])[:1]:
            say(f"\n{page['path']}: {dear['ms']} ms, {dear['rows']} rows\n{dear['sql'][:600]}")
            say("\n".join(dear["plan"][:12]))
    _show_reads(pages)
    for page in pages:
        if page["status"] >= 500:
            say(f"!!!!!! BROKEN: {page['path']} for {page['visitor']} !!!!!!")


def _show_reads(pages: Iterable[dict[str, Any]]) -> None:
    """Every statement that reads very many rows, once, with the first page that asked it and its plan."""
    told = set[str]()
    found = [(page, one) for page in pages for one in page["reads"]]
    for page, one in sorted(found, key=lambda pair: -pair[1]["rows"]):
        if one["sql"] not in told:
            told.add(one["sql"])
            say(f"\n{one['rows']:,} rows read by {page['path']} for {page['visitor']}\n{one['sql'][:600]}")
            say("\n".join(one["plan"][:12]))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.walk", description=__doc__)
    parser.add_argument("--database", choices=sites.DATABASES, default="sqlite")
    parser.add_argument("--share", type=float, default=1.0, help="so much of the nation")
    parser.add_argument("visitors", nargs="*", help="guest, department, province … (all)")
    given = parser.parse_args(arguments)
    if reason := sites.missing(given.database):
        say(f"!!!!!! NOT MEASURED: {reason} !!!!!!")
        return 1
    with nation.site(given.database, given.share) as site:
        show(site.child("walk_run", *given.visitors))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
