"""The index: documents, postings and vectors, and their generations on disk."""
