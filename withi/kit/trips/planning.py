"""`plan`: from what is asked to a trip, by the search."""

import time
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from withi.kit.trips.building import build
from withi.kit.trips import memory as at
from withi.kit.trips.compiled import ENGINE
from withi.kit.trips.reading import read
from withi.kit.trips.search import begin_trip, return_to_best, steps

HOT, COLD = 0.02, 0.0005
T0 = HOT

def search_timed(mem, limit):
    m, f = mem.m, mem.f
    begin_trip(m, f)
    start = time.process_time()
    done = 0
    chunk = 200 if ENGINE == "numba" else 2
    import os
    rounds = int(os.environ.get("ROUNDS", "1"))
    hot=float(os.environ.get("HOT", "0.02")); cold=float(os.environ.get("COLD", "0.0005"))
    while True:
        fr = (time.process_time() - start) / limit
        if fr >= 1: break
        g = (fr * rounds) % 1.0
        ref = max(1.0, float(f[at.BEST_VALUE]))
        steps(m, f, chunk, ref * hot * (cold / hot) ** g)
        done += chunk
    return done

def solve_raw(stops, matrix, days, *, time_limit=0.5, seed=0, lunch=None, categories=None, spread=0.0, village_weight=None, locked=()):
    asked = read(stops, matrix, days, lunch=lunch, categories=categories, locked=locked)
    mem = build(asked, village_weight or {}, spread, seed)
    n = search_timed(mem, time_limit)
    m = mem.m
    routes = []
    for d in range(len(asked.days)):
        o = m[at.BEST_NODE] + d * m[at.WIDTH]
        nodes = [m[m[at.BASE] + m[o + k]] for k in range(1, m[m[at.BEST_LONG] + d] + 1)]
        routes.append([asked.stops[b].id for b in nodes if b < len(asked.stops)])
    solve_raw.n = n
    solve_raw.value = float(mem.f[at.BEST_VALUE])
    return routes
