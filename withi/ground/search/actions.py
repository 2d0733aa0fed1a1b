"""Keeping the name index in step with the registers.

`put` and `drop` belong inside the transaction of the write they follow, `learn` before it; `rebuild` has its own. The
index is derived from the registers, so nothing here asks for a person or writes the trail.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import NamedTuple, TypeVar, cast

from django.db import connection, transaction

from withi.ground.search import rules, slips
from withi.ground.search.models import (
    LONGEST_NAME,
    LONGEST_PART,
    SearchInside,
    SearchName,
    SearchPart,
    SearchPosting,
    SearchSlip,
)
from withi.ground.web import sets
from withi.kit.roman import roman
from withi.kit.thai import fold

T = TypeVar("T")
CHUNK = 2_000
REBUILT = 500
"""Objects whose rows a rebuild locks at once."""
MOST_REMEMBERED = 20_000
PART_COLUMNS = ("folded", "first", "last")
ADD_PARTS = """
insert into search_part (folded, first, last) select * from unnest(%s::text[], %s::bigint[], %s::bigint[])
on conflict (folded) do nothing returning folded, id
"""
ADD_SLIPS = {
    "postgresql": "insert into search_slip (key, folded) values (%s, %s) on conflict do nothing",
    "sqlite": "insert or ignore into search_slip (key, folded) values (%s, %s)",
}
NO_HALVES = (0, 0)
NAME_COLUMNS = ("kind", "ref_id", "name", "folded", "area_code", "is_public", "popularity", "first", "last")


Words = tuple[int, ...]
"""Ids of the parts of a name."""


class Name(NamedTuple):
    """A name to be found; one object may have several, each a row.

    `popularity` is kept as it is stored where none is given. `key` is what is compared instead of the name where people
    call it shorter ("หัวขัว" for "บ้านหัวขัว"). `words` are the ids of its words, where `learn` gave them.
    """

    ref_id: int
    name: str
    area_code: str = ""
    is_public: bool = False
    popularity: int | None = None
    key: str = ""
    words: Words | None = None


Stored = tuple[str, str, str, bool, int]
"""Name, folded key, area, public, popularity: what two states of one object are compared by."""


def put(kind: str, rows: Iterable[Name], *, are_new: bool = False) -> int:
    """Make the given names the only ones of their objects; names that are the same already cost no write.

    Rows of one object stand together. The words in a name are found too, and what stands inside them, except for
    `rules.WHOLE_KINDS`. With `are_new` the caller knows that the objects have no names yet, and no look-up is made.
    Gives the number of names written.
    """
    # A savepoint for each set of a long write would keep copies of the pages it touches, in memory, until the end.
    with transaction.atomic(savepoint=False):
        objects = groupby(rows, key=attrgetter("ref_id"))
        wanted = ((ref_id, list(names)) for ref_id, names in objects)
        return sum(_replace(kind, dict(chunk), are_new=are_new) for chunk in _chunks(wanted))


def drop(kind: str, ref_ids: Iterable[int]) -> None:
    """Forget all names of these objects."""
    with transaction.atomic():
        for chunk in _chunks(ref_ids):
            _forget([name_id for name_id, *_ in _existing(kind, chunk)])


def erase(kind: str, ref_ids: Iterable[int]) -> None:
    """Forget all names of these objects, and the words that no other name holds: where a person asks for it."""
    with transaction.atomic():
        names = SearchName.objects.filter(kind=kind, ref_id__in=list(ref_ids))
        words = set(SearchPosting.objects.filter(name__in=names.values("pk")).values_list("part_id", flat=True))
        _forget(list(names.values_list("pk", flat=True)))
        words -= set(SearchPosting.objects.filter(part_id__in=words).values_list("part_id", flat=True))
        for chunk in _chunks(words):
            SearchInside.objects.filter(part_id__in=chunk).delete()
            SearchPart.objects.filter(pk__in=chunk).delete()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the names of a kind come from, as the room that has its rows makes it known.

    `ids()` are the ids of all its objects. `names(ids)` are the names of those still there, as they are now, the rows
    locked in the order of their ids until the transaction ends.
    """

    ids: Callable[[], Iterable[int]]
    names: Callable[[Sequence[int]], Iterable[Name]]


SOURCES: dict[str, Source] = {}


def register_source(kind: str, source: Source) -> None:
    """Make known where a kind's names come from: once, by the `actions` of its room, which the app loads at start."""
    SOURCES[kind] = source


def rebuild(kind: str) -> Iterator[int]:
    """Write a kind anew from its rows, while people search and write: after a change of the fold, or when in doubt.

    Each set of objects is one short transaction, in which their rows are locked: a write that comes meanwhile waits
    for it, and one that came before is seen. Names of objects that are gone go too. Gives the names written, by set.
    """
    source = SOURCES[kind]
    kept = SearchName.objects.filter(kind=kind)
    ref_ids = sorted({*source.ids(), *kept.values_list("ref_id", flat=True).iterator(CHUNK)})
    for start in range(0, len(ref_ids), REBUILT):
        yield _rebuild(kind, source, ref_ids[start : start + REBUILT])


def _rebuild(kind: str, source: Source, ref_ids: Sequence[int]) -> int:
    kept = SearchName.objects.filter(kind=kind, ref_id__in=ref_ids)
    if kind not in rules.WHOLE_KINDS:
        # new words go first and by themselves: a row that waits for a word must not hold what its writer waits for
        known = list(kept.values_list("name", flat=True))
        learn([*known, *filter(None, map(roman, known))])
    with transaction.atomic():
        # read before the rows: whoever wrote a name seen here has its row there, or the row is gone since
        seen = list(kept.values_list("id", "ref_id", "popularity"))
        popular = {ref_id: popularity for _, ref_id, popularity in seen}
        names = [_as_popular(name, popular) for name in source.names(ref_ids)]
        there = {name.ref_id for name in names}
        _forget([pk for pk, ref_id, _ in seen if ref_id not in there])
        _forget(list(SearchName.objects.filter(kind=kind, ref_id__in=there).values_list("id", flat=True)))
        return put(kind, names, are_new=True)


def _as_popular(name: Name, popular: Mapping[int, int]) -> Name:
    """The name with the popularity that its object has, where it brings none."""
    return name._replace(popularity=popular.get(name.ref_id, 0)) if name.popularity is None else name


# --- popularity ----------------------------------------------------------------------------------

Counts = Callable[[], Mapping[int, int]]
"""How often people went to, planned for or read each object of a kind lately."""
POPULAR: dict[str, list[Counts]] = defaultdict(list)


def register_popular(kind: str, counts: Counts) -> None:
    """Make known where a kind's popularity comes from: by the `actions` of each room that counts people."""
    POPULAR[kind].append(counts)


def refresh_popularity() -> int:
    """Bring what orders equal names to what was counted lately; the objects that changed.

    Only the order of magnitude is kept, so few change. Each set of them is one short transaction, its rows locked.
    """
    return sum(_refresh(kind, sources) for kind, sources in list(POPULAR.items()))


def _refresh(kind: str, sources: Sequence[Counts]) -> int:
    counted: Counter[int] = Counter()
    for counts in sources:
        counted.update(counts())
    popular = {ref_id: rules.popularity(count) for ref_id, count in counted.items()}
    stored = _stored_popularity(kind, popular)
    changed = sorted(ref_id for ref_id, popularity in stored.items() if popularity != popular.get(ref_id, 0))
    for start in range(0, len(changed), REBUILT):
        with transaction.atomic():
            names = SOURCES[kind].names(changed[start : start + REBUILT])
            put(kind, [name._replace(popularity=popular.get(name.ref_id, 0)) for name in names])
    return len(changed)


def _stored_popularity(kind: str, also: Iterable[int]) -> dict[int, int]:
    """What is stored of the objects that have any popularity, and of these: few beside the names of a kind."""
    rows = SearchName.objects.filter(kind=kind)
    stored = dict(rows.exclude(popularity=0).values_list("ref_id", "popularity").iterator(CHUNK))
    others = sorted(set(also) - stored.keys())
    for start in range(0, len(others), CHUNK):
        stored |= dict.fromkeys(
            rows.filter(ref_id__in=others[start : start + CHUNK]).values_list("ref_id", flat=True), 0
        )
    return stored


def learn(names: Iterable[str], known: dict[str, int] | None = None) -> list[Words]:
    """Store the words of names in small transactions of their own, before a long write that will `put` them.

    Then the long write adds no parts, and holds up nobody else's. The ids of each name's words, for `Name.words`.
    `known` is one mapping for many calls, kept here: in a list the same words come again and again.
    """
    found: dict[str, int] = {} if known is None else known
    words: list[Words] = []
    for chunk in _chunks(names):
        split = [_parts(name) for name in chunk]
        if len(found) > MOST_REMEMBERED:
            found.clear()
        if new := {part for parts in split for part in parts} - found.keys():
            with transaction.atomic():
                found |= _part_ids(new)
        words += [tuple(map(found.__getitem__, parts)) for parts in split]
    return words


def _stored(name: Name, popularity: int) -> Stored:
    """What is kept of a name; `popularity` where it brings none."""
    folded = fold(name.key or name.name)[:LONGEST_NAME]
    popularity = popularity if name.popularity is None else name.popularity
    return name.name[:LONGEST_NAME], folded, name.area_code, name.is_public, popularity


def _replace(kind: str, wanted: dict[int, list[Name]], *, are_new: bool) -> int:
    """Forget the names of objects whose names changed, and write them as wanted."""
    if are_new:
        return _write_new(kind, chain.from_iterable(wanted.values()))
    known = _known(kind, list(wanted))
    states = {ref_id: _states(names, known.get(ref_id, {})) for ref_id, names in wanted.items()}
    changed = _outdated(known, states)
    _forget([name_id for ref_id in changed for name_id in known.get(ref_id, ())])
    return _write(kind, [(ref_id, *state) for ref_id in changed for state in states[ref_id] if state[0][1]])


def _write_new(kind: str, names: Iterable[Name]) -> int:
    """Write the names of objects that have none yet."""
    fresh = ((name.ref_id, _stored(name, 0), name.words) for name in names)
    return _write(kind, [name for name in fresh if name[1][1]])


def _states(names: Iterable[Name], known: Mapping[int, Stored]) -> list[tuple[Stored, Words | None]]:
    """The names of one object as they are to be stored, as popular as those that are, where nothing else is told."""
    popularity = max((stored[-1] for stored in known.values()), default=0)
    return [(_stored(name, popularity), name.words) for name in names]


def _known(kind: str, ref_ids: Sequence[int]) -> dict[int, dict[int, Stored]]:
    """The names that are stored of each object, by their own ids."""
    known: dict[int, dict[int, Stored]] = defaultdict(dict)
    for name_id, ref_id, *stored in _existing(kind, ref_ids):
        known[ref_id][name_id] = cast(Stored, tuple(stored))
    return known


def _outdated(
    known: Mapping[int, Mapping[int, Stored]], wanted: Mapping[int, list[tuple[Stored, Words | None]]]
) -> list[int]:
    """The objects whose names are stored otherwise than wanted."""
    return [
        ref_id
        for ref_id, states in wanted.items()
        if sorted(known.get(ref_id, {}).values()) != sorted(stored for stored, _ in states)
    ]


def _existing(kind: str, ref_ids: Sequence[int]) -> list[tuple[int, int, str, str, str, bool, int]]:
    return list(
        SearchName.objects.filter(kind=kind, ref_id__in=ref_ids).values_list(
            "id", "ref_id", "name", "folded", "area_code", "is_public", "popularity"
        )
    )


def _forget(name_ids: Sequence[int]) -> None:
    for chunk in _chunks(name_ids):
        SearchPosting.objects.filter(name_id__in=chunk).delete()
        SearchName.objects.filter(pk__in=chunk).delete()


def _write(kind: str, names: list[tuple[int, Stored, Words | None]]) -> int:
    is_whole = kind in rules.WHOLE_KINDS
    ids = sets.reserve_ids(SearchName, len(names)) if names else []
    sets.insert(
        SearchName,
        ("id", *NAME_COLUMNS),
        (
            (pk, kind, ref_id, *stored, *(NO_HALVES if is_whole else rules.halves(stored[1])))
            for pk, (ref_id, stored, _) in zip(ids, names, strict=True)
        ),
    )
    if names and is_whole:
        _add_slips({stored[1] for _, stored, _ in names})
    elif names:
        _write_postings(kind, ids, names)
    return len(names)


def _add_slips(texts: set[str]) -> None:
    """Keep names of areas under the keys of their slips, in one order, so that two writers never wait in a ring."""
    kept = SearchSlip.objects.filter(key=0)
    known = {
        text for chunk in _chunks(texts) for text in kept.filter(folded__in=chunk).values_list("folded", flat=True)
    }
    rows = sorted((key, text) for text in texts - known for key in slips.kept_keys(text))
    with connection.cursor() as cursor:
        cursor.executemany(ADD_SLIPS[connection.vendor], rows)


def _write_postings(kind: str, ids: Sequence[int], names: list[tuple[int, Stored, Words | None]]) -> None:
    words = _words_of([(stored[0], words) for _, stored, words in names])
    sets.insert(
        SearchPosting,
        ("part", "kind", "popularity", "name"),
        (
            (part, kind, stored[4], pk)
            for pk, (_, stored, _), parts in zip(ids, names, words, strict=True)
            for part in parts
        ),
    )


def _words_of(names: list[tuple[str, Words | None]]) -> list[Words]:
    """The ids of each name's words: those learnt before, where none of them was erased meanwhile."""
    good = _not_erased([words for _, words in names])
    split = [_parts(name) if words is None else [] for (name, _), words in zip(names, good, strict=True)]
    ids = _part_ids(set(chain.from_iterable(split)))
    anew = (tuple(map(ids.__getitem__, parts)) for parts in split)
    return [fresh if words is None else words for words, fresh in zip(good, anew, strict=True)]


def _not_erased(learnt: list[Words | None]) -> list[Words | None]:
    """Each name's words where all of them are still stored, None where they must be looked up anew."""
    known = {part for words in learnt for part in words or ()}
    gone = known - {pk for (pk,) in sets.among(SearchPart, ("id",), "id", known)}
    return [words if words is not None and gone.isdisjoint(words) else None for words in learnt]


def _parts(name: str) -> list[str]:
    parts = rules.parts(name)
    if max(map(len, parts), default=0) <= LONGEST_PART:
        return parts
    return list(dict.fromkeys(part[:LONGEST_PART] for part in parts))


def _part_ids(parts: set[str]) -> dict[str, int]:
    """Ids of the parts; unknown ones are added."""
    known = _known_parts(parts)
    missing = sorted(parts - known.keys())
    if not missing:
        return known
    added = _add_parts(missing)
    sets.insert(
        SearchInside, ("folded", "part"), ((end, pk) for part, pk in added.items() for end in rules.insides(part))
    )
    # what another writer added meanwhile
    return known | added | _known_parts([part for part in missing if part not in added])


def _known_parts(parts: Collection[str]) -> dict[str, int]:
    return dict(sets.among(SearchPart, ("folded", "id"), "folded", parts))


def _add_parts(parts: list[str]) -> dict[str, int]:
    """Add parts in their order, so that two writers never wait for each other; what another adds first is left out."""
    rows = [(part, *rules.halves(part)) for part in parts]
    if connection.vendor != "postgresql":
        ids = sets.reserve_ids(SearchPart, len(parts))
        sets.insert(SearchPart, ("id", *PART_COLUMNS), ((pk, *row) for pk, row in zip(ids, rows, strict=True)))
        return dict(zip(parts, ids, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(ADD_PARTS, [sets.array(column) for column in zip(*rows, strict=True)])
        return dict(cursor.fetchall())


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
