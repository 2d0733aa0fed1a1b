"""`make bench`: the goals in numbers, every figure a ratio or a count of one run."""
