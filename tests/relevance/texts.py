"""Related guides of pasted texts: ``python -m tests.relevance.texts``.

Prints for each corpus how many texts about something else have related guides, how many texts about the corpus
have an expected guide among them, and how many of its guides have an empty list, or are on no list.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from index.build import build
from search import Searcher, open_index
from search.distribution import distribution
from tests.relevance.pins import GUIDES

TEXTS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))
SHIPPED = "shipped"


def shown_for_foreign(searcher: Searcher) -> dict[str, list[str]]:
    """Return the non-empty lists of related guides of texts about something else, by name of the text."""
    lists = {name: [hit.id for hit in searcher.related(text=text).hits] for name, text in TEXTS["foreign"].items()}
    return {name: ids for name, ids in lists.items() if ids}


def missed(searcher: Searcher, corpus: str) -> dict[str, list[str]]:
    """Return the lists of related guides without any expected guide, of texts about the corpus."""
    lists = {}
    for text in TEXTS["about"].get(corpus, ()):
        ids = [hit.id for hit in searcher.related(text=text["text"]).hits]
        if not any(_is_expected(id_, text) for id_ in ids):
            lists[text["name"]] = ids
    return lists


def _is_expected(id_: str, text: Mapping[str, Any]) -> bool:
    begins, contains = (text.get(f"any_{how}", ()) for how in ("begins", "contains"))
    return id_ in text.get("any", ()) or id_.startswith(tuple(begins)) or any(part in id_ for part in contains)


def _sources() -> Iterator[tuple[str, Path]]:
    yield SHIPPED, GUIDES
    data = Path(os.environ.get("GUIDEDEX_DATA", ""))
    yield from ((name, data / "guides" / name / "raw") for name in TEXTS["about"] if name != SHIPPED)
    yield from ((path.parent.name, path) for path in sorted((data / "related").glob("*/docs.jsonl")))


def main() -> int:
    """Print what is shown on each corpus; exit status 2 without data."""
    if not os.environ.get("GUIDEDEX_DATA"):
        print("set GUIDEDEX_DATA to the folder of real data", file=sys.stderr)
        return 2
    headings = ("foreign texts with a list", "texts about it without an expected one", "guides with none, on none")
    print("".ljust(24), *headings, sep="  ")
    for name, source in _sources():
        with tempfile.TemporaryDirectory() as folder:
            build([source], Path(folder) / "index")
            searcher = open_index(Path(folder) / "index")
            foreign, lost = shown_for_foreign(searcher), missed(searcher, name)
            spread = distribution(searcher.guide_lists())
        n_foreign, n_about = len(TEXTS["foreign"]), len(TEXTS["about"].get(name, ()))
        shares = f"{spread.empty / spread.guides:.1%}, {len(spread.on_none) / spread.guides:.1%} of {spread.guides:,}"
        print(f"{name:24}  {len(foreign)} of {n_foreign}  {len(lost)} of {n_about}  {shares}  {foreign} {lost}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
