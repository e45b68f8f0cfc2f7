"""Vectors of documents by their meaning: the model, its files checked, and texts encoded with it.

Nothing here is imported unless ``meaning`` is on, and nothing is fetched: the files come from packages that are
installed, or from a folder.
"""
