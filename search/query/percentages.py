"""How much each kind of alternative scores, in percent of the word as typed.

They fall in the order of trust: the word as typed, joined or split words, aliases, prefixes, typos. Values chosen by
hand are guarded by `python -m tests.relevance.gate` and `python -m tests.relevance.figures`.
"""

EXACT = 100
"""The word as typed, or its stem: the unit."""

AS_TYPED = 125
"""A word with its signs (``--name``), or a short query with its stop words, found exactly as typed. By hand."""

JOINED = 90
"""Two words found written as one (``node js`` as ``nodejs``). By hand."""

SPLIT = 90
"""One word found written as two (``ratelimiting`` as ``rate limiting``).

Source: tests/bench/NOTES.md, "Orders that were tried": 70, 80 and 90 are equal on the judged sets; 90 as for JOINED.
"""

ALIAS = 65
"""Another name of the word (``k8s`` as ``Kubernetes``). By hand: of 145 names and aliases of the shipped guides, the
first ten hits of 6 had a title with another name above one with the words at 80, of 2 at 65."""

PREFIX = 60
"""A word that begins with the one being typed. By hand."""

TYPO = {1: 80, 2: 60}
"""A known word, by its edits from the unknown one, which no document has.

Source: tests.relevance.fit_ranking, in which 60 to 100 are equal; with 60 a misspelt name is too little beside others.
"""

TYPO_STEP = 5
"""What each further correction of the same word loses. By hand."""
