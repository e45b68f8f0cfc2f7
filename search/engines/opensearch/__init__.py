"""The engine on a cluster: plans as queries of OpenSearch, and answers in the same integers as those of ``arrays``.

The cluster sums scores in 32-bit floats, which are near the truth and not equal to it. For each document that matters
it is therefore asked for the impact of every term, which is exact, and the sums are made here (``impacts``). Which
documents matter, and in which two requests they are asked for, is in ``matching``.
"""
