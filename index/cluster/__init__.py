"""An index on an OpenSearch cluster: what is searched is there, and so is a copy of everything else that machines need.

A build ``B`` of the index ``NAME`` has two indexes in the cluster, and the alias ``NAME`` names the live build:

- ``NAME-B`` has a document for each of ours: its terms with their impacts, its surfaces in order, its beginnings of
  words, language and version. Queries are answered from it alone (``mapping``, ``rows``).
- ``NAME-B-files`` has all other files of the generation in parts: documents, names, facets, the vocabulary, related
  lists. A machine that searches has them in a mirror, an index folder without postings (``mirror``): suggestions,
  facets, snippets, guide pages and gaps are those of one machine, and the matches of a plan three requests.
"""
