"""Limits on what is kept of a word, and of how many."""

MAX_TERM = 64
"""Characters of a surface. A longer one is cut, so that it still matches itself. By hand."""

MAX_CACHED = 1 << 15
"""Tokens, names and words whose analysis is cached: some megabytes. By hand."""
