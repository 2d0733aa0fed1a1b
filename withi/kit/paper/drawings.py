"""Charts of the site (kit/charts.py) as paper takes them: their looks written into them, and SARA AM in two signs.

Typst draws SVG without the site's style sheet, and its SVG text sets SARA AM (U+0E33) wrongly: NIKHAHIT belongs before
a tone mark, SARA AA behind it, so both are written apart.
"""

import re
from pathlib import Path
from typing import Final

from withi.kit.paper import press

ALONE: Final = Path(__file__).parent / "drawing.typ"
PRINT_PPI: Final = 200.0
_SARA_AM: Final = re.compile("([\u0e48-\u0e4b]?)\u0e33")
_NAMESPACE: Final = ' xmlns="http://www.w3.org/2000/svg"'
_LOOKS: Final = """<style>
text{font-family:"Withi Text Thai","Withi Text Latin";font-size:15px;fill:#231d1a}
.b{font-family:"Withi Head Thai","Withi Head Latin";font-size:16px}
.s{fill:#5b4f47}
.ax{fill:none;stroke:#d8cfbf;stroke-width:1}
.now{fill:none;stroke:#231d1a;stroke-width:4;stroke-linejoin:round}
.dash{stroke-dasharray:3 8;stroke-linecap:round}
.was{fill:none;stroke:#a2968a;stroke-width:2.5}
.hole{fill:#fff;stroke:#231d1a;stroke-width:3}
.full{fill:#231d1a}
.mild{fill:#a2968a}
.tinted{fill:#a9b8d4;stroke:#231d1a;stroke-width:1.5}
.open{fill:#fff;stroke:#231d1a;stroke-width:1.5;stroke-dasharray:4 3}
</style>"""


def for_paper(svg: str) -> str:
    """The drawing with its looks inside, every SARA AM apart."""
    head, end, body = svg.partition(">")
    space = "" if "xmlns=" in head else _NAMESPACE
    return apart(f"{head}{space}{end}{_LOOKS}{body}")


def apart(text: str) -> str:
    """SARA AM as NIKHAHIT, its tone mark if it has one, and SARA AA."""
    return _SARA_AM.sub("\u0e4d\\1\u0e32", text)


def picture(svg: str) -> bytes:
    """A drawing of `for_paper` as PNG, for files that take no SVG."""
    return press.pictures(press.Sheet(ALONE, {"svg": svg}, "drawing"), ppi=PRINT_PPI)[0]
