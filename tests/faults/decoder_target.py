"""What the coverage-guided fuzzer calls, in its own environment: one piece of the decoder, chosen by the first byte."""

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["withi.kit.sheets.decoder"]):
    from withi.kit.sheets.decoder.archive import Archive
    from withi.kit.sheets.decoder.compound import Compound
    from withi.kit.sheets.decoder.delimited import open_text
    from withi.kit.sheets.decoder.layout import lay_out
    from withi.kit.sheets.decoder.limits import DEFAULT
    from withi.kit.sheets.decoder.refusal import Refusal
    from withi.kit.sheets.decoder.sniff import container


def decode(data: bytes) -> None:
    """A refusal is an answer; anything else that comes out of here is a fault."""
    way, content = data[:1], data[1:]
    with suppress(Refusal):
        if way == b"z":
            archive = Archive(content, DEFAULT)
            archive.count()
        elif way == b"c":
            compound = Compound(content)
            compound.extent()
            compound.errors(0)
        elif way == b"t":
            for _ in lay_out(open_text(content, DEFAULT), DEFAULT).blocks:
                pass
        else:
            container(content)


if __name__ == "__main__":
    atheris.Setup(sys.argv, decode)
    atheris.Fuzz()
