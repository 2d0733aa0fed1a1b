"""A child runs what it finds under its paths, behind everyone else."""

import os
from pathlib import Path

import pytest

from withi.kit.child import Child, Death

NICENESS = "import os\n\nat_start = os.nice(0)\n\n\ndef main():\n    os.write(1, bytes([at_start]))\n"


@pytest.fixture
def decoder(tmp_path: Path) -> Path:
    """The folder of a decoder that tells how far back it stood when it was imported, and ends."""
    (tmp_path / "decoder").mkdir()
    (tmp_path / "decoder" / "main.py").write_text(NICENESS, encoding="utf-8")
    return tmp_path


def test_a_child_stands_back_before_it_imports_anything(decoder: Path) -> None:
    with Path(os.devnull).open("rb") as nothing:
        child = Child(nothing, [str(decoder)], [], seconds=20)
        assert child.take(1)[0] > os.nice(0)
        with pytest.raises(Death):
            child.take(1)
        child.stop()
