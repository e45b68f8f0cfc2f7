"""The benchmark: Guidedex beside other search libraries, on the same documents and queries, in one run."""
