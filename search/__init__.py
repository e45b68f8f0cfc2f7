"""What is asked of the index: search, suggestions, related content, gaps."""

from search.searcher import Searcher, open_index

__all__ = ["Searcher", "open_index"]
