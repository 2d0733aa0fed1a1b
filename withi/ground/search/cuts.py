"""The last resort for a word that nothing is near: cut in two, since people leave out what stands between.

"หมอนสามเหลี่ยม" is หมอนขิดสามเหลี่ยม. Two statements more, and only where all else found nothing.
"""

from withi.ground.search import rules
from withi.ground.search.probes import Piece, Where, begun_parts, run, together
from withi.ground.search.reading import Reader
from withi.ground.search.rules import Row, Step

MOST_CUTS = 8


def find(folded: str, where: Where) -> list[Row]:
    """Names that hold both pieces of the likeliest cut that any name holds, in one word or in two."""
    cuts = rules.cuts(folded)[:MOST_CUTS] if where.worded_kinds else []
    found = _read(cuts, where) if cuts else {}
    best = next((number for number in range(len(cuts)) if found.get(number)), -1)
    return [row._replace(step=Step.CUT, fit=0, matched=cuts[best]) for row, _ in found.get(best, ())]


def _read(cuts: list[tuple[str, str]], where: Where) -> dict[int, list[tuple[Row, int]]]:
    begun, whole, pieces = _looked_up(cuts)
    reader = Reader(where, None)
    for number, (left, right) in enumerate(cuts):
        if ids := begun[number] or whole[number]:
            reader.holding(number, reader.parts(ids), typed=[left, right])
        elif pieces[left] and pieces[right]:
            reader.holding(number, reader.parts(pieces[right]), [reader.parts(pieces[left])], typed=[left, right])
    return reader.rows()


def _looked_up(cuts: list[tuple[str, str]]) -> tuple[list[list[int]], list[list[int]], dict[str, list[int]]]:
    """By cut the parts that begin with the left piece and hold the right one behind it, and those that hold both
    further in; and by piece those that begin with it."""
    texts = list(dict.fromkeys(text for cut in cuts for text in cut))
    size = len(cuts)
    statement: list[Piece] = []
    for number, (left, right) in enumerate(cuts):
        for place, held in enumerate(together("{}, k.pk, p.folded", left, [right], is_behind=True)):
            statement.append((held[0].format(number + place * size), held[1]))
    for number, text in enumerate(texts, 2 * size):
        statement += begun_parts(str(number), text)
    found: list[list[int]] = [[] for _ in range(2 * size + len(texts))]
    for number, pk, *_ in sorted(run(statement)):
        found[number].append(pk)
    ids = [list(dict.fromkeys(each)) for each in found]
    return ids[:size], ids[size : 2 * size], dict(zip(texts, ids[2 * size :], strict=True))
