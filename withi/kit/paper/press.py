"""The press: a Typst template and plain values become a PDF, or pictures of its pages.

Values reach the template as JSON and are set as they are: nothing in them is read as markup, so no name can break a
page or read a file. The templates are ours and lie inside the package; no system font and no Typst package is used.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from withi.kit import problem
from withi.kit.paper import faces, words
from withi.kit.problem import Problem, Rule

log = logging.getLogger(__name__)
ROOT: Final = Path(__file__).parents[2]
"""What templates may import from: `#import "/kit/paper/base.typ"`."""
SHOWN: Final = 4
"""So many signs are named in a refusal."""
SHARP: Final = 96.0
"""Dots to an inch of a preview."""
AGED: Final = 2
"""Empty pages set after each sheet (7 ms each). Typst forgets a layout that ten sheets in turn did not need, 26 MiB a
brochure; with these it forgets after three or four, which still lets the previews of one order share theirs."""

INVENTED: Final[Mapping[str, str]] = {"th": "ตัวอย่าง ข้อมูลสมมติ", "en": "Sample, invented data"}
"""What stands across a paper of the demonstration."""
ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1 as Typst names it. It refuses a picture without words and heads out of order; no validator runs here."""
_is_accessible = False

problem.register(
    Rule(
        "paper.sign",
        th="พิมพ์ “{signs}” ลงกระดาษไม่ได้ ใช้ได้เฉพาะตัวอักษรไทย อังกฤษ ตัวเลข และเครื่องหมายทั่วไป กรุณาแก้ชื่อก่อน",
        en="“{signs}” cannot be printed; Thai and Latin letters, digits and common signs can. Please mend the name.",
    ),
    Rule(
        "paper.lacking",
        th="เครื่องนี้ยังพิมพ์เอกสารไม่ได้ เพราะขาดแบบอักษรหรือรายการคำ กรุณาแจ้งผู้ดูแลระบบให้สั่ง make setup",
        en="This machine cannot print yet: faces or words are missing. Ask the administrator to run make setup.",
    ),
    Rule(
        "paper.failed",
        th="ทำเอกสารไม่สำเร็จ กรุณาแจ้งผู้ดูแลระบบให้สั่ง withi doctor ซึ่งจะบอกสาเหตุ เช่น ไฟล์ตราสำนักงานเสีย",
        en="The paper could not be made. Ask the administrator to run withi doctor, which names the cause.",
    ),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be printed: the template, its values, and what the file says of itself.

    `is_invented` for a paper out of invented data: it says so across every page, and in its title.
    """

    template: Path
    values: Mapping[str, Any]
    title: str
    lang: str = "th"
    is_invented: bool = False


def said(text: str) -> list[str]:
    """A text as templates set it: its words and spaces. Problem paper.sign where a sign of it cannot be printed."""
    if not _is_set_up():
        raise Problem("paper.lacking", status=503)
    if signs := faces.unprintable(words.in_one_line(text)):
        raise Problem("paper.sign", signs=" ".join(signs[:SHOWN]))
    return words.pieces(text)


def make_accessible(*, on: bool) -> None:
    """Whether every PDF of this process is PDF/UA-1, in the faces that are read back exactly where those are there."""
    global _is_accessible  # noqa: PLW0603 - the site's own setting, told once when it starts
    _is_accessible = on


def is_accessible() -> bool:
    """Whether PDFs of this process are PDF/UA-1."""
    return _is_accessible


def pdf(sheet: Sheet) -> bytes:
    """The pages as one PDF, tagged, with title and language; PDF/UA-1 where the site asks for it."""
    made = _compile(sheet, format="pdf", **({"pdf_standards": [ACCESSIBLE]} if _is_accessible else {}))
    return made if isinstance(made, bytes) else b"".join(made)


def pictures(sheet: Sheet, *, ppi: float = SHARP) -> list[bytes]:
    """Each page as PNG."""
    made = _compile(sheet, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def told(sheet: Sheet, label: str) -> list[Any]:
    """What the template says of itself in metadata of this label, in order: what found no room, how large a text is."""
    import typst  # as in _compile

    found = _pressed(sheet, lambda how: typst.query(selector=f"<{label}>", field="value", **how))
    return list(json.loads(found) if isinstance(found, str) else found)


def lacking() -> list[str]:
    """What set-up has not made of what paper needs; empty where all is there."""
    return faces.missing() + ([] if words.LIST.is_file() else [words.LIST.name])


_set_up: set[tuple[Path, Path]] = set()


def _is_set_up() -> bool:
    """Whether all was there once: a report has thousands of texts, and each sheet looks for itself again."""
    here = (faces.FOLDER, words.LIST)
    if here not in _set_up and not lacking():
        _set_up.add(here)
    return here in _set_up


def _compile(sheet: Sheet, **how: Any) -> bytes | list[bytes]:
    import typst  # 7 MiB that a process which prints nothing never takes

    made: bytes | list[bytes] | None = _pressed(sheet, lambda given: typst.compile(**given, **how))
    if made is None:
        raise Problem("paper.failed", status=503)
    return made


def _pressed(sheet: Sheet, act: Callable[[dict[str, Any]], Any]) -> Any:
    """What Typst answers for a sheet. Problem paper.lacking, paper.failed."""
    if lacking():
        raise Problem("paper.lacking", status=503)
    title = f"{INVENTED[sheet.lang]}: {sheet.title}" if sheet.is_invented else sheet.title
    values = {
        **sheet.values,
        "title": title,
        "lang": sheet.lang,
        "exact": _is_accessible and faces.has_exact(),
        "invented": said(INVENTED[sheet.lang]) if sheet.is_invented else None,
    }
    how = {
        "input": str(sheet.template),
        "root": str(ROOT),
        "font_paths": [str(faces.FOLDER)],
        "ignore_system_fonts": True,
        "sys_inputs": {"values": json.dumps(values, ensure_ascii=False)},
    }
    try:
        return act(how)
    except RuntimeError as trouble:  # a TypstError; a source outside the root is a plain one
        log.exception("typst: %s", sheet.template.name)
        raise Problem("paper.failed", status=503) from trouble
    finally:
        _age()


def _age() -> None:
    """Let Typst forget the layouts of earlier sheets, so that a process which prints for days does not grow."""
    import typst  # as in _compile

    for _page in range(AGED):
        typst.compile(b"", ignore_system_fonts=True)
