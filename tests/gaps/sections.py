"""Sections of a known kind, planted in guides: copies, templates, and the same topic in other words."""

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
    """Guides as files, and the kind of each pair of them that has sections alike."""

    files: Files
    kinds: Pairs


def planted(seed: int) -> Planted:
    """Return guides with N_EACH groups of each kind, and as many sections that are like no other."""
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
    """Return the telling words of a topic."""
    return [word(rng) for _ in range(25)]


def section(rng: Random, words: list[str]) -> str:
    """Return sentences of the words, and of those that every text has."""
    return " ".join(_sentence(rng, words) for _ in range(rng.randrange(5, 9)))


def edited(rng: Random, text: str) -> str:
    """Return the text as an author takes it over: a sentence left out, one word in twenty another."""
    sentences = text.split(". ")
    del sentences[rng.randrange(len(sentences))]
    return " ".join(word(rng) if rng.random() < 0.05 else one for one in ". ".join(sentences).split())


def _sentence(rng: Random, words: list[str]) -> str:
    said = (rng.choice(GLUE) if i % 2 else rng.choice(words) for i in range(rng.randrange(10, 18)))
    return " ".join(said).capitalize() + "."


def _guide(rng: Random, name: str, text: str) -> str:
    own = section(rng, topic(rng))
    return f"---\ntitle: {name}\n---\n\n{own}\n\n## {word(rng).capitalize()}\n\n{text}\n"


def found_kinds(guides: Sequence[Guide]) -> Pairs:
    """Return the kind of each pair of guides with sections alike."""
    return {
        frozenset((one.guide.path, other.guide.path)): alike.kind
        for alike in similar_sections(guides)
        for one, other in combinations(alike.parts, 2)
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
        taken = {pair for pair, k in found.items() if k == kind}
        wrong = tuple(" ".join(sorted(pair)) for pair in wanted ^ taken)
        measures[kind] = Measures(len(wanted), len(taken), len(wanted & taken), wrong)
    return measures
