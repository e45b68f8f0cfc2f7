"""Sizes and scales of the stored vectors of units, which the build writes and searches read."""

MAX_CONCEPTS = 64
"""Heaviest terms that are stored of a question, and by which units are looked up. By hand: more terms find nearly the
same ten."""

MAX_CONCEPTS_OF_GUIDE = 256
"""Heaviest terms that are stored of a guide. The share of a pasted text that a guide contains tells its own guide from
others with a ROC area of .82 at 64 terms, .88 at 128 and .95 at 256 (tests.relevance.texts, tests/bench/NOTES.md)."""

WEIGHT_SCALE = 65535
"""The stored integer for a weight of 1. Sums of integers do not depend on their order."""
