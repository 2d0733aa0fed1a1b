"""A refusal inside the child: a rule's code and the values its sentence needs, turned into a Problem by the parent."""


class Refusal(Exception):
    """The file cannot be taken; `code` is one of `withi.kit.sheets.rules`."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
