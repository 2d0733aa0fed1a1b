"""Pages as a guest gets them, judged by others: Lighthouse's four scores, and html-validate on the markup.

    python -m bench.finished http://localhost:8000          one page of each kind of a site that runs, Thai and English
    python -m bench.finished http://localhost:8000 markup   the markup alone, which takes seconds

The site runs with `withi serve` and the demo province; never a real one. Ends with 1 where a goal is missed.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench import nodes, sites
from bench.figures import ROOT, say, table
from bench.weight import fetched

SCORES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
ONE_OF = (
    ("community", "/communities/", r'<h3><a href="(/communities/[0-9]+/)"'),
    ("product", "/products/", r'href="(/products/[0-9]+/)"'),
    ("producer", "", r'href="(/producers/[0-9]+/)"'),
    ("route", "/routes/", r'href="(/routes/[0-9]+/)"'),
    ("news", "/news/", r'href="(/news/[0-9]+/)"'),
)
"""Kinds of pages, the list that leads to one ("": the page before), and how its address is read there."""
LISTS = ("/communities/", "/products/", "/routes/", "/news/", "/trips/", "/passport/", "/about/")
JUDGED = ("home", "community", "product", "route", "news")
"""Kinds that Lighthouse scores."""


def pages(site: str) -> dict[str, str]:
    """The home page, one page of each kind that the site has, and what hangs on them."""
    found, before = {"home": "/"}, "/"
    for kind, listed, address in ONE_OF:
        read = re.search(address, fetched(site + (listed or before)).plain.decode())
        if read:
            found[kind] = before = read[1]
    if place := found.get("community"):
        found |= {"driver card": f"{place}card/", "trip form": f"/trips{place[:-1].replace('ies', 'y')}/"}
        found["map"] = f"/map{place.replace('ies', 'y')}"
    return found


def scores(site: str, path: str, chromium: str) -> list[int]:
    """Lighthouse's four scores of a page, of 100, as a phone on a slow line gets it."""
    command = [
        *nodes.program("lighthouse", "cli/index.js"), site + path, "--quiet", "--output=json",
        f"--only-categories={','.join(SCORES)}", "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    made = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CHROME_PATH": chromium}, check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(made.stdout)
    for name, audit in told["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
            say(f"  {path} {name}: {audit['score']} {audit.get('displayValue', '')} {where(audit)}")
    return [round(100 * told["categories"][name]["score"]) for name in SCORES]


def where(audit: dict[str, Any]) -> str:
    """The first thing of a page that an audit speaks of, as markup."""
    things = audit.get("details", {}).get("items", [])
    return next((one["node"]["snippet"] for one in things if isinstance(one.get("node"), dict)), "")


def faults(site: str, paths: Iterable[str]) -> list[str]:
    """What html-validate finds wrong in these pages, each with the page and its place."""
    with tempfile.TemporaryDirectory(prefix="withi-bench-") as name:
        files = {}
        for number, path in enumerate(paths):
            file = Path(name, f"{number}.html")
            file.write_bytes(fetched(site + path).plain)
            files[str(file)] = path
        command = [*nodes.program("html-validate", "bin/html-validate.mjs"), "--formatter=json"]
        command += [f"--config={nodes.FOLDER / 'htmlvalidate.json'}", *files]
        made = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if made.returncode > 1 or not made.stdout:
        raise RuntimeError(made.stderr)
    told = json.loads(made.stdout)
    return [
        f"{files[one['filePath']]} {said['line']}:{said['column']} {said['ruleId']}: {said['message']}"
        for one in told
        for said in one["messages"]
    ]


def in_both(*paths: str) -> list[str]:
    """Addresses in Thai and in English."""
    return [f"{lang}{path}" for path in paths for lang in ("", "/en")]


def main(site: str, only: str = "") -> int:
    """Print the scores and faults; 1 where a score is below the goal or the markup has a fault."""
    found = pages(site)
    both = in_both(*found.values(), *LISTS)
    wrong = faults(site, both)
    say("\n".join([*wrong, f"html-validate: {len(wrong)} faults on {len(both)} pages"]))
    chromium = sites.browser()
    if only == "markup" or chromium is None:
        return 1 if wrong else 0
    judged = {kind: scores(site, found[kind], chromium) for kind in JUDGED if kind in found}
    say(table(("page", *SCORES), ((kind, *each) for kind, each in judged.items())))
    return 1 if wrong or min(map(min, judged.values())) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
