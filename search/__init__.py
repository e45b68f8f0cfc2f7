"""Questions to an index: search, suggestions, related content, content gaps."""

from search.searcher import Searcher, open_index

__all__ = ["Searcher", "open_index"]
