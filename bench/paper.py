"""`python -m bench.paper`: milliseconds a certificate and 1,000 labels take, cold and warm, and the memory they need.

Cold is the first sheet of a fresh process, imports and the list of words included; warm is the median of those after
it. Times are of the processor, all threads together, so that a busy machine tells the same as one at rest. Needs no
database: the template is filled with the values of the longest and the shortest name.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

SHEETS = 30
LABELS = 1_000
NAMES = ("ก", "วิสาหกิจชุมชนกลุ่มแม่บ้านเกษตรกรแปรรูปผลิตภัณฑ์สมุนไพรและของใช้จากธรรมชาติบ้านหนองสองห้อง")
MIB = 1024


def main() -> int:
    """Measure in a child, so that nothing is warm before the first sheet."""
    if sys.argv[1:] == ["child"]:
        print(json.dumps(child()))
        return 0
    told = subprocess.run([sys.executable, "-m", "bench.paper", "child"], capture_output=True, text=True, check=True)
    for name, value in json.loads(told.stdout).items():
        print(f"{name:34} {value:8.1f}")
    return 0


def child() -> dict[str, float]:
    """Every figure of one fresh process, in ms and MiB."""
    begun = time.process_time()
    from bench.paper_sheet import labels, press, sheet  # reason: importing is part of what a cold sheet takes

    figures = {"cold: imports, ms": since(begun)}
    begun = time.process_time()
    press.pdf(sheet(NAMES[1], 0))
    figures["cold: first PDF, ms"] = since(begun)
    for name, words in zip(("shortest", "longest"), NAMES, strict=True):
        figures[f"warm: PDF, {name} name, ms"] = median(press.pdf, partial(sheet, words))
    figures["warm: picture at 96 ppi, ms"] = median(press.pictures, partial(sheet, NAMES[1]))
    figures["size of the PDF, kB"] = len(press.pdf(sheet(NAMES[1], 1))) / 1000
    figures["peak memory after certificates, MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    begun = time.process_time()
    body = press.pdf(labels(LABELS))
    figures["1,000 labels in one PDF, ms"] = since(begun)
    figures["their size, kB"] = len(body) / 1000
    figures["peak memory of the process, MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    return figures


def median(act: Callable[[Any], Any], sheet_of: Callable[[int], Any]) -> float:
    """The median of many sheets, each with another number, so that none is remembered from before."""
    taken = []
    for turn in range(SHEETS):
        begun = time.process_time()
        act(sheet_of(turn + 1))
        taken.append(since(begun))
    return statistics.median(taken)


def since(begun: float) -> float:
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())
