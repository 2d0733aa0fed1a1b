"""The child's whole life: tie its own hands, read the file from its standard input, send rows, end."""

import gc
import mmap
import os
import resource
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from python_calamine import CalamineError

from .delimited import open_text
from .layout import Layout, lay_out
from .limits import Limits
from .refusal import Refusal
from .sniff import HEAD_BYTES, TEXT, ZIP, container
from .source import Source
from .wire import END, HEAD, REFUSED, ROWS, Block, frame, pack_block, pack_object
from .workbook import open_archive, open_compound, refuse_by_extent

EXPLAIN = "explain"
_LARGEST_BLOCK = 8 * 1024 * 1024


def main() -> NoReturn:
    """Arguments: the task (`read` or `explain`), the limits, the sheet wanted (may be empty)."""
    task, limits, wanted = sys.argv[1], Limits.parse(sys.argv[2]), sys.argv[3]
    gc.disable()
    outlet = Outlet()
    tie_down(limits)
    sys.excepthook = lambda *told: outlet.last_word(told[1])
    threading.excepthook = lambda failure: outlet.last_word(failure.exc_value)
    content = sent(limits)
    if task == EXPLAIN:
        explain(content, limits)
    outlet.table(opened(content, wanted, limits), limits)
    os._exit(0)


def tie_down(limits: Limits) -> None:
    """Limits memory, processor time and files, and is offered first where memory runs out."""
    _offer_first()
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))


def sent(limits: Limits) -> bytes | mmap.mmap:
    """The sent file, of which only the pages in use take memory; copied where it cannot be mapped."""
    try:
        size = min(os.fstat(0).st_size, limits.file_bytes + 1)
        return mmap.mmap(0, size, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return sys.stdin.buffer.read(limits.file_bytes + 1)


def opened(content: bytes | mmap.mmap, wanted: str, limits: Limits) -> Source:
    """The file's table before it is laid out, by what the content is."""
    kind = container(content[:HEAD_BYTES])
    if kind == TEXT:
        return open_text(bytes(content), limits)
    if kind == ZIP:
        return open_archive(content, wanted, limits)
    return open_compound(bytes(content), wanted, limits)


def explain(content: bytes | mmap.mmap, limits: Limits) -> NoReturn:
    """After a first child died without a word: refuses with the reason it may have had."""
    kind = container(content[:HEAD_BYTES])
    if kind != TEXT:
        refuse_by_extent(content, kind, limits)
    raise Refusal("sheet.crashed")


class Outlet:
    """The pipe to the parent, moved out of reach of anything that prints."""

    def __init__(self) -> None:
        self._pipe = os.dup(1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def table(self, source: Source, limits: Limits) -> None:
        """Sends headings, rows and the end."""
        layout = lay_out(source, limits)
        self._write(HEAD, pack_object(_head(source, layout)))
        rows = sent = 0
        for block in layout.blocks:
            rows += len(block.numbers)
            sent += self._block(block)
            if sent > limits.text_bytes:
                raise Refusal("sheet.too_much_text", limit=limits.text_bytes // 1024 // 1024)
        self._write(END, pack_object({"rows": rows}))

    def last_word(self, error: BaseException | None) -> NoReturn:
        """Tells what stopped the reading, in either thread, as a refusal, and ends; in silence for lack of memory."""
        if isinstance(error, MemoryError):
            os._exit(1)
        refusal = error if isinstance(error, Refusal) else Refusal(_code(error))
        self._write(REFUSED, pack_object({"code": refusal.code, "values": refusal.values}))
        os._exit(0)

    def _block(self, block: Block) -> int:
        """Sends a block, in halves while it is too large for one frame; the bytes sent."""
        payload = pack_block(block)
        middle = len(block.numbers) // 2
        if len(payload) > _LARGEST_BLOCK and middle:
            return sum(self._block(_cut(block, part)) for part in (slice(0, middle), slice(middle, None)))
        self._write(ROWS, payload)
        return len(payload)

    def _write(self, kind: bytes, payload: bytes) -> None:
        data = memoryview(frame(kind, payload))
        try:
            while data:
                data = data[os.write(self._pipe, data) :]
        except BrokenPipeError:
            os._exit(0)


def _code(error: BaseException | None) -> str:
    """Damage for calamine's errors and for its panics, which come as a type it does not export."""
    damaged = isinstance(error, CalamineError) or type(error).__name__ == "PanicException"
    return "sheet.truncated" if damaged else "sheet.crashed"


def _offer_first() -> None:
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _head(source: Source, layout: Layout) -> dict[str, object]:
    return {
        "format": source.format,
        "sheet": source.sheet,
        "others": source.others,
        "titles": layout.titles,
        "header": layout.header,
        "expected": source.rows_expected,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
    }


def _cut(block: Block, part: slice) -> Block:
    kinds = [kind if len(kind) == 1 else kind[part] for kind in block.kinds]
    return Block(block.numbers[part], [column[part] for column in block.columns], kinds)
