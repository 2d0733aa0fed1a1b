"""Where numba is there the search is compiled, else the same source runs as plain Python: one algorithm, two speeds.

The plain way works on lists, the compiled one on arrays, so kernels index flat sequences only. Compiled code is kept in
the folder that NUMBA_CACHE_DIR names, else in `var/numba` beside the package, under the digest of all kernel sources:
numba itself would not notice that a function called by a kept one has changed.
"""

import hashlib
import importlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

Ints = list[int]
Reals = list[float]
Kernel = TypeVar("Kernel", bound=Callable[..., Any])

HERE = Path(__file__).parent
KERNELS = ("compiled", "memory", "clock", "dice", "routes", "worth", "ruin", "recreate", "search")


def _numba() -> Any | None:
    """The compiler, told where to keep what it makes, or nothing where it is not installed."""
    try:
        numba = importlib.import_module("numba")
    except ImportError:
        return None
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or HERE.parents[2] / "var" / "numba")
    numba.config.CACHE_DIR = str(folder / source_digest())
    return numba


def source_digest() -> str:
    """Changes with any source the compiled code comes from."""
    digest = hashlib.sha256()
    for name in KERNELS:
        digest.update((HERE / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def _can_keep(folder: str) -> bool:
    """Whether compiled code may be written there; where not, every process compiles for itself."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


_COMPILER = _numba()
ENGINE = "numba" if _COMPILER else "python"
_KEEP = _COMPILER is not None and _can_keep(_COMPILER.config.CACHE_DIR)


def kernel(function: Kernel) -> Kernel:
    """A part of the search, compiled where the compiler is there."""
    return _COMPILER.njit(function) if _COMPILER else function


def entry(function: Kernel) -> Kernel:
    """What Python calls of the compiled search; its machine code is kept on disk."""
    return _COMPILER.njit(cache=_KEEP)(function) if _COMPILER else function


def ints(values: Sequence[int]) -> Ints:
    if _COMPILER is None:
        return list(values)
    numpy = importlib.import_module("numpy")
    return numpy.array(values, dtype=numpy.int64)  # type: ignore[no-any-return]


def reals(values: Sequence[float]) -> Reals:
    if _COMPILER is None:
        return [float(value) for value in values]
    numpy = importlib.import_module("numpy")
    return numpy.array(values, dtype=numpy.float64)  # type: ignore[no-any-return]
