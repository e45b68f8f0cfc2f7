"""The two indexes of a build in the cluster: their names, settings and mappings.

OpenSearch splits what it is given at spaces and analyses nothing: terms, impacts and positions are ours.

- ``w`` has every term of a document with its impact, ``term⟨3⟩impact``, as its frequency. The similarity is that
  frequency times the boost, so that a term scores exactly its impact times what a query gives it.
- ``t`` has the same as numbers that are stored by document: the number of the term in the vocabulary, and in the low
  ``IMPACT_BITS`` its impact. A search reads from it, at once, the impacts of all its terms in a few documents.
- ``prefix`` has every beginning of every surface with the greatest impact of a surface that begins so.
- ``text`` has the surfaces by position: a slot for each position, several surfaces of one joined by ⟨1⟩, and ⟨2⟩ where
  there is none, as between fields. A phrase of surfaces is one of slots.
"""

from collections.abc import Mapping
from typing import Any

TERM_END, SLOT_JOIN, NO_SURFACE = "\x03", "\x01", "\x02"

LAYOUT = 2
"""Raised whenever what is written to a cluster changes."""

IMPACT_BITS = 12
"""Bits of an impact, which is at most ``MAX_IMPACT``."""

WEIGHTED: Mapping[str, Any] = {
    "type": "text",
    "analyzer": "impacts",
    "search_analyzer": "spaced",
    "index_options": "freqs",
    "norms": False,
    "similarity": "impact",
}

NEWEST_CODE = -3
"""The code, among those of ``version``, of documents without a newer version."""

SHARDS, REPLICAS = "GUIDEDEX_OPENSEARCH_SHARDS", "GUIDEDEX_OPENSEARCH_REPLICAS"
"""Variables: the number of shards, and the range of copies, which follows the number of nodes."""

MAX_TOKEN = 32_000
"""Characters of a token; the tokenizer's own bound would split those of more than 255. By hand, Lucene takes 32,766."""


def rows_index(name: str, build_id: str) -> str:
    """Return the index with what is searched."""
    return f"{name}-{build_id}"


def files_index(name: str, build_id: str) -> str:
    """Return the index with the other files of the generation."""
    return f"{name}-{build_id}-files"


def rows_body(shards: int, replicas: str, meta: Mapping[str, Any]) -> Mapping[str, Any]:
    analysis = {
        "tokenizer": {"space": {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": MAX_TOKEN}},
        "filter": {
            "impact": {"type": "delimited_term_freq", "delimiter": TERM_END},
            "slot": {"type": "pattern_capture", "preserve_original": False, "patterns": [f"([^{SLOT_JOIN}]+)"]},
            "gap": {"type": "stop", "stopwords": [NO_SURFACE]},
        },
        "analyzer": {
            "impacts": {"tokenizer": "space", "filter": ["impact"]},
            "slots": {"tokenizer": "space", "filter": ["slot", "gap"]},
            "spaced": {"tokenizer": "space"},
        },
    }
    return {
        "settings": {
            **_settings(shards, replicas),
            "analysis": analysis,
            "similarity": {"impact": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}},
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": meta,
            "_source": {"enabled": False},
            "properties": {
                "row": {"type": "integer"},
                "check": {"type": "long", "index": False},
                "lang": {"type": "integer", "doc_values": False},
                "version": {"type": "integer", "doc_values": False},
                "t": {"type": "long", "index": False},
                "w": WEIGHTED,
                "prefix": WEIGHTED,
                "text": {"type": "text", "analyzer": "slots", "search_analyzer": "spaced", "norms": False},
            },
        },
    }


def files_body(replicas: str) -> Mapping[str, Any]:
    properties = {"file": {"type": "keyword"}, "part": {"type": "integer"}, "data": {"type": "binary"}}
    return {"settings": _settings(1, replicas), "mappings": {"dynamic": "strict", "properties": properties}}


def _settings(shards: int, replicas: str) -> Mapping[str, Any]:
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": replicas,
        "refresh_interval": "-1",
        # a node that restarts finds its shards again; one that is lost for good is replaced soon
        "index.unassigned.node_left.delayed_timeout": "5s",
    }
