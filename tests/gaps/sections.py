"""Planted similar sections of a known kind: copies, templates, and the same topic in other words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from corpus.guide import Guide
from corpus.reader import read
from search.gaps.text.similar_sections import COPIED, SAME_TOPIC, TEMPLATED, similar_sections
from tests.gaps.clean import word
from tests.gaps.measures import Measures

KINDS = (COPIED, TEMPLATED, SAME_TOPIC)
N_EACH = 8
GLUE = ["the", "of", "a", "in", "to", "is", "and", "that", "for", "with", "on", "as", "by", "from", "when", "at"]

Files = dict[str, str]
Pairs = dict[frozenset[str], str]


@dataclass(frozen=True, slots=True)
class Planted:
    """Guides as files, and the kind of each pair of them with similar sections."""

    files: Files
    kinds: Pairs


def planted(seed: int) -> Planted:
    """Return guides with N_EACH groups of each kind, and as many sections without a similar one."""
    rng = Random(seed)
    files: Files = {}
    kinds: Pairs = {}
    for _ in range(N_EACH):
        for kind, sections in _groups(rng):
            paths = []
            for text in sections:
                name = word(rng, 4).capitalize()
                path = f"{len(files):03}-{name.lower()}.md"
                files[path] = _guide(rng, name, text.replace("@", name))
                paths.append(path)
            if kind:
                kinds.update({frozenset((a, b)): kind for i, a in enumerate(paths) for b in paths[i + 1 :]})
    return Planted(files, kinds)


def _groups(rng: Random) -> Iterator[tuple[str, list[str]]]:
    text = section(rng, topic(rng))
    yield COPIED, [text, edited(rng, text)]
    template = section(rng, [*topic(rng), *["@"] * 4])
    yield TEMPLATED, [template] * rng.randrange(3, 6)
    one_topic = topic(rng)
    yield SAME_TOPIC, [section(rng, one_topic), section(rng, one_topic)]
    yield "", [section(rng, topic(rng))]


def topic(rng: Random) -> list[str]:
    """Return the content words of a topic."""
    return [word(rng) for _ in range(25)]


def section(rng: Random, words: list[str]) -> str:
    """Return sentences of the words mixed with stop words."""
    return " ".join(_sentence(rng, words) for _ in range(rng.randrange(5, 9)))


def edited(rng: Random, text: str) -> str:
    """Return the text as an author edits a copy: a sentence removed, one word in twenty replaced."""
    sentences = text.split(". ")
    del sentences[rng.randrange(len(sentences))]
    return " ".join(word(rng) if rng.random() < 0.05 else token for token in ". ".join(sentences).split())


def _sentence(rng: Random, words: list[str]) -> str:
    sentence_words = (rng.choice(GLUE) if i % 2 else rng.choice(words) for i in range(rng.randrange(10, 18)))
    return " ".join(sentence_words).capitalize() + "."


def _guide(rng: Random, name: str, text: str) -> str:
    own = section(rng, topic(rng))
    return f"---\ntitle: {name}\n---\n\n{own}\n\n## {word(rng).capitalize()}\n\n{text}\n"


def found_kinds(guides: Sequence[Guide]) -> Pairs:
    """Return the kind of each pair of guides with similar sections."""
    return {
        frozenset((one.guide.path, other.guide.path)): group.kind
        for group in similar_sections(guides)
        for one, other in combinations(group.parts, 2)
    }


def planted_section_measures(seeds: Sequence[int] = range(4)) -> dict[str, Measures]:
    """Return the measures of each kind over several planted samples."""
    expected: Pairs = {}
    found: Pairs = {}
    for seed in seeds:
        sample = planted(seed)
        with TemporaryDirectory() as folder:
            for path, text in sample.files.items():
                (Path(folder) / path).write_text(text, encoding="utf-8")
            kinds = found_kinds(read([Path(folder)]).guides)
        expected |= {pair | {str(seed)}: kind for pair, kind in sample.kinds.items()}
        found |= {pair | {str(seed)}: kind for pair, kind in kinds.items()}
    return section_measures(expected, found)


def section_measures(expected: Pairs, found: Pairs) -> dict[str, Measures]:
    """Return the measures of each kind."""
    measures = {}
    for kind in KINDS:
        wanted = {pair for pair, k in expected.items() if k == kind}
        reported = {pair for pair, k in found.items() if k == kind}
        wrong = tuple(" ".join(sorted(pair)) for pair in wanted ^ reported)
        measures[kind] = Measures(len(wanted), len(reported), len(wanted & reported), wrong)
    return measures
