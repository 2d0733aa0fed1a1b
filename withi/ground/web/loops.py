"""Loops over ready rows as lines of a compiled template.

A loop becomes lines where its body writes the row and names from outside only: attributes of a ready row, the parts of
a pair, or the row itself; loops over a row's own lists stand within. A row or value of another kind than foreseen is
strange, and sends the whole loop Django's way.
"""

from collections.abc import Iterator
from typing import Any

from django.template.defaulttags import ForNode

from withi.ground.web.lines import Function, Lines, Names, Strange, keys_of, shown


def write(part: Names, node: ForNode) -> None:
    """The lines of a loop that stands in a template; Strange where its body is not for lines."""
    keys, function, whole = keys_of(node.sequence), part.function, part.function.keep(node)
    if not keys:
        raise Strange
    found, rows = function.name(), Rows(part, node)
    part.look_up(found, keys)
    with function.below(f"if type({found}) in (list, tuple) and {found}:"):
        place, depth = function.place, function.depth
        function.say("outside, part = write, []", "write = part.append")
        with function.below("try:"):
            rows.add_all(found)
        function.say(f"except Strange: part = [{whole}.render_annotated(context)]")
        function.say("write = outside", "write(''.join(part))")
        function.put(place, rows.outside.lines, depth)
    function.say(f"else: write({whole}.render_annotated(context))")


class Rows(Lines):
    """How the rows of a loop become lines.

    What is taken of a row is read first: `own` gives its attributes ("" is the row itself) or the parts of a pair the
    names they have in the function. Those `asked` for in conditions must be text, yes, no or nothing. What comes from
    `outside` is worked out once, before the first row; `known` are its names there.
    """

    def __init__(self, part: Names, node: ForNode, outer: "Rows | None" = None) -> None:
        super().__init__(part.function)
        if node.is_reversed or (outer and node.nodelist_empty):
            raise Strange
        self.part, self.outer = part, outer
        self.names, self.nodes = list(node.loopvars), node.nodelist_loop
        self.outside: Function = outer.outside if outer else part.function.aside()
        self.known: dict[int, str] = outer.known if outer else {}
        self.own: dict[str, str] = {}
        self.asked: set[str] = set()
        self.ends: dict[tuple[str, ...], str] = {}

    def add_all(self, found: str) -> None:
        """The loop over a list of this name."""
        function, place, row = self.function, self.function.name(), self.function.name()
        self.ends = {("forloop", "first"): f"({place} == 0)", ("forloop", "last"): f"({place} == len({found}) - 1)"}
        with function.below(f"for {place}, {row} in enumerate({found}):"):
            start, depth = function.place, function.depth
            self.add(self.nodes)
            function.put(start, self.reading(row), depth)

    def reading(self, row: str) -> Iterator[str]:
        """The lines that take a row apart."""
        if len(self.names) > 1:
            yield f"if type({row}) is not tuple or len({row}) != {len(self.names)}: raise Strange"
            yield f"{', '.join(self.own.get(name, '_') for name in self.names)} = {row}"
        elif list(self.own) == [""]:
            yield f"{self.own['']} = {row}"
        elif not self.own or "" in self.own:
            raise Strange
        else:
            yield f"if not isinstance({row}, Ready): raise Strange"
            yield f"try: {'; '.join(f'{name} = {row}.{part}' for part, name in self.own.items())}"
            yield "except AttributeError: raise Strange from None"
        if self.asked:
            yield f"if not KNOWN.issuperset(map(type, ({', '.join(sorted(self.asked))},))): raise Strange"

    def place(self, keys: tuple[str, ...]) -> str:
        """The name of a part of the row, or of a row around it; empty for a name from outside."""
        if keys and keys[0] in self.names:
            is_pair = len(self.names) > 1
            if len(keys) > 2 - is_pair:
                raise Strange
            part = keys[0] if is_pair else ".".join(keys[1:])
            return self.own.setdefault(part, self.function.name())
        return self.outer.place(keys) if self.outer else ""

    def value(self, node: Any) -> None:
        keys = keys_of(node.filter_expression)
        name = self.place(keys)
        if name:
            self.function.say(f"write({shown(name, 'strange()')})")
        elif len(keys) == 1 and keys[0] in self.part.fixed:
            self.function.text(self.part.fixed[keys[0]])
        else:
            self.refuse(keys)
            self.function.say(f"write({self.taken(node)})")

    def refuse(self, keys: tuple[str, ...]) -> None:
        """Only plain names may come from outside, and nothing that tells of the loop."""
        if not keys or keys[0] == "forloop":
            raise Strange

    def taken(self, node: Any) -> str:
        """A value from outside as HTML."""
        if id(node) not in self.known:
            name = self.known[id(node)] = self.function.name()
            otherwise = f"{self.outside.keep(node)}.render(context)"
            with self.part.apart(self.outside):
                self.part.look_up("v", keys_of(node.filter_expression))
            self.outside.say(f"{name} = {shown('v', otherwise)}")
        return self.known[id(node)]

    def truth(self, literal: Any) -> str:
        keys = keys_of(literal.value)
        if keys in self.ends:
            return self.ends[keys]
        name = self.place(keys)
        if name:
            self.asked_of(keys).add(name)
            return name
        self.refuse(keys)
        if id(literal) not in self.known:
            with self.part.apart(self.outside):
                self.known[id(literal)] = self.part.truth(literal)
        return self.known[id(literal)]

    def asked_of(self, keys: tuple[str, ...]) -> set[str]:
        """The `asked` names of the rows that these belong to."""
        return self.asked if keys[0] in self.names or not self.outer else self.outer.asked_of(keys)

    def compared(self, condition: Any) -> str:
        raise Strange

    def other(self, node: Any) -> None:
        if hasattr(node, "known"):
            self.function.text(node.render(self.part.context))
        elif type(node) is ForNode:
            self.within(node)
        else:
            raise Strange

    def within(self, node: ForNode) -> None:
        """A loop over a list of the row's own."""
        name = self.place(keys_of(node.sequence))
        if not name:
            raise Strange
        self.function.say(f"if type({name}) is not list: raise Strange")
        Rows(self.part, node, self).add_all(name)
