"""The child's whole life: tie its own hands, read the picture from its standard input, send clean ones, end."""

import io
import json
import os
import resource
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from PIL import Image

from .drawing import dhash, plain, variants
from .limits import MEGAPIXEL, Limits
from .notes import ODD, Notes
from .widths import WIDTHS
from .wire import HEAD, PICTURE, REFUSED, Refusal, frame

MAGIC = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}
SIDEWAYS = (
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
)


def main() -> NoReturn:
    """Argument: the limits."""
    limits = Limits.parse(sys.argv[1])
    pipe = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    warnings.simplefilter("ignore")
    tie_down(limits)
    try:
        send(pipe, sys.stdin.buffer.read(limits.file_bytes + 1), limits)
    except Refusal as refusal:
        write(pipe, REFUSED, {"code": refusal.code, "values": refusal.values})
    except MemoryError:
        os._exit(1)
    os._exit(0)


def tie_down(limits: Limits) -> None:
    """Limits memory, processor time and files, and is offered first where memory runs out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))


def send(pipe: int, content: bytes, limits: Limits) -> None:
    """Decodes the picture and writes its head, then its files."""
    image = opened(content, limits)
    size = image.size
    try:
        image.draft(image.mode, (WIDTHS[-1], WIDTHS[-1]))
        image.load()
        notes = Notes(image)
        drawn = plain(image, notes)
    except ODD as error:
        raise Refusal("picture.damaged") from error
    if notes.turn() in SIDEWAYS:
        size = size[::-1]
    image.close()
    files = list(variants(drawn, size))
    head = {
        "width": size[0],
        "height": size[1],
        "dhash": dhash(drawn),
        "day": notes.day(),
        "position": notes.position(),
    }
    write(pipe, HEAD, head | {"files": [list(file[:3]) for file in files]})
    for *_, body in files:
        put(pipe, frame(PICTURE, body))


def opened(content: bytes, limits: Limits) -> Image.Image:
    """The picture with its size known and nothing decoded; judged by its content, never by its name."""
    kind = kind_of(content)
    Image.MAX_IMAGE_PIXELS = None  # our own limit says it in words
    try:
        image = Image.open(io.BytesIO(content), formats=[kind])
        frames = getattr(image, "n_frames", 1)
    except ODD as error:
        raise Refusal("picture.damaged") from error
    refuse_size(*image.size, limits)
    if frames > 1 and kind != "JPEG":  # phones put a second picture into a JPEG; the first is the photo
        raise Refusal("picture.moving")
    return image


def kind_of(content: bytes) -> str:
    """What the first bytes say it is."""
    kind = next((name for name, magic in MAGIC.items() if content.startswith(magic)), "")
    if not kind or (kind == "WEBP" and content[8:12] != b"WEBP"):
        raise Refusal("picture.kind")
    return kind


def refuse_size(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise Refusal("picture.pixels", width=width, height=height, limit=limits.pixels // MEGAPIXEL)
    if min(width, height) < limits.least_side:
        raise Refusal("picture.small", width=width, height=height, least=limits.least_side)


def write(pipe: int, kind: bytes, told: dict[str, Any]) -> None:
    put(pipe, frame(kind, json.dumps(told).encode()))


def put(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    try:
        while left:
            left = left[os.write(pipe, left) :]
    except BrokenPipeError:
        os._exit(0)
