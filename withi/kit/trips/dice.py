"""Random numbers of our own: 32-bit xorshift, so that the same seed gives the same trip for ever and everywhere."""

from withi.kit.trips import memory as at
from withi.kit.trips.compiled import Ints, kernel

_MASK = 0xFFFFFFFF


@kernel
def throw(m: Ints) -> int:
    """The next of 2 ** 32 - 1 numbers."""
    state = m[at.DICE]
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    m[at.DICE] = state
    return state


@kernel
def below(m: Ints, limit: int) -> int:
    """One of 0 .. limit - 1."""
    return (throw(m) * limit) >> 32


@kernel
def part(m: Ints) -> float:
    """One number from 0 up to 1."""
    return throw(m) / 4294967296.0


def seeded(seed: int) -> int:
    """A first state that differs much where seeds differ little; never 0, where xorshift would stay."""
    mixed = (int(seed) * 2654435761 + 0x9E3779B9) & _MASK
    mixed ^= mixed >> 16
    mixed = (mixed * 0x85EBCA6B) & _MASK
    mixed ^= mixed >> 13
    return mixed or 1
