"""A corpus without gaps, and functions that break it, each returning the defect that a rule must report."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from search.gaps.demand import Demand, parse_demand

N_GUIDES = 24
TODAY = "2026-06-15"
LEVELS = ("Easy", "Medium", "Hard")

_SYLLABLES = (
    "ba", "do", "fe", "gu", "hi", "ja", "ke", "lo", "mu", "ni", "po", "ra", "se", "ti", "vo", "wu", "xa", "ye", "zi",
    "cho", "dra", "fli", "gro", "pla", "ste", "tri",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Defect:
    """A planted defect: the rule, path and line of the finding that must report it."""

    rule: str
    path: str
    line: int


SEARCHES = "searches.csv"
"""The file of searches beside the guides."""

Files = dict[str, list[str]]
Breaker = Callable[[Files, list[str], Random], Defect]


def guides(files: Files) -> list[str]:
    return sorted(path for path in files if path.endswith(".md"))


def demand_of(files: Files) -> tuple[Demand, ...]:
    return parse_demand("\n".join(files[SEARCHES]))


def word(rng: Random, syllables: int = 3) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(syllables))


def sentence(rng: Random, n_words: int = 14) -> str:
    return " ".join(word(rng) for _ in range(n_words)).capitalize() + "."


def clean_corpus(seed: int) -> Files:
    """Return guides that list and link their neighbours in a ring, as lines by path."""
    rng = Random(seed)
    names: list[str] = []
    while len(names) < N_GUIDES:
        name = word(rng, 4).capitalize()
        if all(name[:3] != other[:3] for other in names):
            names.append(name)
    files = {f"{name.lower()}.md": _guide(rng, names, i) for i, name in enumerate(names)}
    return {**files, SEARCHES: ["query,count,clicks,results", *(f"{name},40,20,30" for name in names)]}


def _guide(rng: Random, names: list[str], i: int) -> list[str]:
    before, after = names[i - 1], names[(i + 1) % len(names)]
    lines = [
        "---",
        f"title: {names[i]}",
        "category: Backend",
        f"related: [{before}, {after}]",
        "updated: 2026-03",
        "---",
        "",
        sentence(rng),
        "",
    ]
    for heading in ("Uses", "Limits", "Costs"):
        lines += [f"## {heading}", "", *(sentence(rng) for _ in range(4)), ""]
    lines += [f"{sentence(rng)} See [the uses of {after}]({after.lower()}.md#uses).", ""]
    lines += ["## Interview questions", "", *(sentence(rng) for _ in range(3)), ""]
    lines += ["| Question | Strong answer | Difficulty |", "| --- | --- | --- |"]
    lines += [_row(question(rng), sentence(rng), level) for level in LEVELS]
    return lines


def question(rng: Random) -> str:
    return f"How {word(rng)} {word(rng)} {word(rng)} {word(rng)}?"


def _row(asked: str, answer: str, level: str) -> str:
    return f"| {asked} | {answer} | {level} |"


def _index(lines: list[str], start: str) -> int:
    return next(i for i, line in enumerate(lines) if line.startswith(start))


def _title(lines: list[str]) -> str:
    return lines[1].removeprefix("title: ")


def _add_related(lines: list[str], name: str) -> int:
    i = _index(lines, "related:")
    lines[i] = lines[i].replace("]", f", {name}]")
    return i + 1


def _others(files: Files, paths: list[str]) -> list[str]:
    """Return the paths of the guides that are not broken."""
    return [path for path in guides(files) if path not in paths]


def list_a_skill_without_guide(files: Files, paths: list[str], rng: Random) -> Defect:
    line = _add_related(files[paths[0]], f"Q{word(rng, 5)}")
    return Defect("missing-guide", paths[0], line)


def misspell_a_related_guide(files: Files, paths: list[str], rng: Random) -> Defect:
    name = _title(files[rng.choice(_others(files, paths))])
    at = rng.randrange(1, len(name) - 1)
    slips = (name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + "q" + name[at:])
    return Defect("broken-related", paths[0], _add_related(files[paths[0]], rng.choice(slips)))


def list_itself(files: Files, paths: list[str], rng: Random) -> Defect:
    return Defect("broken-related", paths[0], _add_related(files[paths[0]], _title(files[paths[0]])))


def break_a_link(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    i = next(i for i, line in enumerate(lines) if ".md#uses" in line)
    lines[i] = lines[i].replace(".md#uses", "q.md#uses")
    return Defect("broken-link", paths[0], i + 1)


def break_an_anchor(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    i = next(i for i, line in enumerate(lines) if ".md#uses" in line)
    lines[i] = lines[i].replace("#uses", "#uzes")
    return Defect("broken-link", paths[0], i + 1)


def leave_a_placeholder(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    i = _index(lines, "## Limits") + rng.randrange(2, 6)
    left = rng.choice(("TODO: write this.", "The $-style of it.", "Ask {{ name }} first.", "Lorem ipsum."))
    lines[i] += f" {left}"
    return Defect("placeholder", paths[0], i + 1)


def share_a_sentence(files: Files, paths: list[str], rng: Random) -> Defect:
    shared = sentence(rng, 12)[:-1]
    defects = []
    for path in paths[:3]:
        lines = files[path]
        i = _index(lines, "## Costs") + 3
        lines[i] = f"{_title(lines)} {shared.lower()}."
        defects.append(Defect("boilerplate", path, i + 1))
    return min(defects, key=lambda defect: defect.path)


def ask_twice(files: Files, paths: list[str], rng: Random) -> Defect:
    asked = question(rng).removesuffix("?").split()
    defects = []
    for path, words in zip(paths[:2], (asked, [*asked[:2], *asked[:1:-1]]), strict=True):
        i = _index(files[path], "| How")
        files[path][i] = _row(" ".join(words) + "?", sentence(rng), "Easy")
        defects.append(Defect("duplicate-question", path, i + 1))
    return min(defects, key=lambda defect: defect.path)


def drop_a_section(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    start, end = _index(lines, "## Limits"), _index(lines, "## Costs")
    del lines[start:end]
    return Defect("missing-section", paths[0], 1)


def drop_the_questions(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    del lines[_index(lines, "| Question") :]
    return Defect("no-questions", paths[0], 1)


def drop_an_answer(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    i = _index(lines, "| How") + rng.randrange(3)
    _, asked, _, level, _ = lines[i].split("|")
    lines[i] = _row(asked.strip(), "", level.strip())
    return Defect("unanswered-question", paths[0], i + 1)


def drop_a_level(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    i = _index(lines, "| How")
    level, other = rng.sample(LEVELS, 2)
    lines[i : i + 3] = [line.replace(f"| {level} |", f"| {other} |") for line in lines[i : i + 3]]
    return Defect("difficulty-gap", paths[0], i + 1)


def ask_about_something_else(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    i = _index(lines, "| How") + rng.randrange(3)
    lines[i] = lines[i].replace("?", f" {word(rng)[:2]}QL{word(rng, 1)}?", 1)
    return Defect("uncovered-topic", paths[0], i + 1)


def list_one_way(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    listed = lines[_index(lines, "related:")]
    other = next(path for path in paths[1:] if _title(files[path]) not in listed)
    _add_related(lines, _title(files[other]))
    return Defect("one-way-related", other, _index(files[other], "related:") + 1)


def age_a_guide(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    i = _index(lines, "updated:")
    lines[i] = f"updated: {rng.choice(('2019-04', '2024', '2027-01-01', '2025-05-30'))}"
    return Defect("stale-guide", paths[0], i + 1)


def drop_the_date(files: Files, paths: list[str], rng: Random) -> Defect:
    lines = files[paths[0]]
    del lines[_index(lines, "updated:")]
    return Defect("stale-guide", paths[0], 1)


def search_in_vain(files: Files, paths: list[str], rng: Random) -> Defect:
    files[SEARCHES].append(f"{word(rng)} {word(rng)},{rng.randrange(2, 90)},0,0")
    return Defect("unanswered-search", "", 0)


def find_little(files: Files, paths: list[str], rng: Random) -> Defect:
    clicks, results = rng.choice(((1, 2), (0, 50)))
    files[SEARCHES].append(f"{word(rng)} {word(rng)},{rng.randrange(20, 90)},{clicks},{results}")
    return Defect("weak-search", "", 0)


BREAKERS: tuple[tuple[Breaker, int], ...] = (
    (list_a_skill_without_guide, 1),
    (misspell_a_related_guide, 1),
    (list_itself, 1),
    (break_a_link, 1),
    (break_an_anchor, 1),
    (leave_a_placeholder, 1),
    (share_a_sentence, 3),
    (ask_twice, 2),
    (drop_a_section, 1),
    (drop_the_questions, 1),
    (drop_an_answer, 1),
    (drop_a_level, 1),
    (ask_about_something_else, 1),
    (list_one_way, 4),
    (age_a_guide, 1),
    (drop_the_date, 1),
    (search_in_vain, 0),
    (find_little, 0),
)
"""The functions, each with the number of guides that it needs."""


def break_corpus(files: Files, rng: Random, n_defects: int) -> list[Defect]:
    """Plant ``n_defects`` defects of different kinds, each in guides of its own, and return them."""
    free = rng.sample(guides(files), len(guides(files)))
    defects = []
    for breaker, n_guides in rng.sample(BREAKERS, n_defects):
        taken, free = free[:n_guides], free[n_guides:]
        defects.append(breaker(files, taken, rng))
    return defects
