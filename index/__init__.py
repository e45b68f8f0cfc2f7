"""What is built from the corpus: documents, postings, vectors, and their generations on disk."""
