"""Precision and recall of the rules on labelled samples: ``python -m tests.gaps.measures [--markdown]``.

With GUIDEDEX_DATA set, the labelled pairs of questions are measured too.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from corpus.reader import read
from search.gaps import RULES, find_gaps
from search.gaps.text.mentions import MentionFinder
from tests.gaps.clean import TODAY, Defect, break_corpus, clean_corpus, demand_of, guides

LABELLED = Path(__file__).parent / "labelled"
LABELLED_MENTIONS = LABELLED / "mentions.txt"

SUBJECTS: dict[str, tuple[str, ...]] = {
    "anki": ("Anki",),
    "c": ("C",),
    "cpp": ("C++",),
    "csharp": ("C#",),
    "chef": ("Chef",),
    "docker": ("Docker",),
    "express": ("Express",),
    "go": ("Go", "Golang"),
    "graphql": ("GraphQL",),
    "java": ("Java",),
    "javascript": ("JavaScript",),
    "kafka": ("Kafka",),
    "kubernetes": ("Kubernetes", "k8s"),
    "microservices": ("Microservices",),
    "r": ("R",),
    "react": ("React",),
    "react-query": ("React Query",),
    "redis": ("Redis",),
    "rest-api": ("REST API",),
    "rust": ("Rust",),
    "spring": ("Spring",),
    "swift": ("Swift",),
    "task-to-anki": ("Task to Anki",),
    "terraform": ("Terraform",),
    "vault": ("Vault",),
}

N_CORPORA, N_DEFECTS = 20, 10


@dataclass(frozen=True, slots=True)
class Measures:
    """The numbers of labelled cases, found cases, and cases that are both; ``wrong`` names the others."""

    n_labelled: int
    n_found: int
    n_right: int
    wrong: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.n_right / self.n_found if self.n_found else 1.0

    @property
    def recall(self) -> float:
        return self.n_right / self.n_labelled if self.n_labelled else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def marked_mentions() -> Iterator[tuple[str, Counter[str]]]:
    """Yield the labelled sentences without their braces, each with the words in braces."""
    for line in LABELLED_MENTIONS.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("# "):
            yield re.sub(r"[{}]", "", line), Counter(re.findall(r"\{([^}]+)\}", line))


def mention_measures() -> Measures:
    """Return the measures of mentions in the labelled sentences; code is blanked as it is in guides."""
    finder = MentionFinder(SUBJECTS)
    n_labelled = n_found = n_right = 0
    wrong = []
    for sentence, marked in marked_mentions():
        text = re.sub(r"`[^`]*`|<code>.*?</code>", lambda match: " " * len(match.group()), sentence)
        words = Counter(_name(text[m.start : m.end]) for m in finder.find(text))
        n_labelled, n_found = n_labelled + marked.total(), n_found + words.total()
        n_right += (marked & words).total()
        if marked != words:
            wrong.append(f"{sentence} marked {sorted(marked)}, found {sorted(words)}")
    return Measures(n_labelled, n_found, n_right, tuple(wrong))


def _name(words: str) -> str:
    return re.sub(r"(?:'s|-based)$", "", words)


def planted_measures() -> dict[str, Measures]:
    """Return the measures of planted defects by rule."""
    planted: Counter[Defect] = Counter()
    reported: Counter[Defect] = Counter()
    matched: Counter[Defect] = Counter()
    for seed in range(N_CORPORA):
        files = clean_corpus(1000 + seed)
        defects = Counter(break_corpus(files, Random(seed), N_DEFECTS))
        findings = Counter(_reported(files))
        planted, reported, matched = planted + defects, reported + findings, matched + (defects & findings)
    return {
        rule: Measures(_count(planted, rule), _count(reported, rule), _count(matched, rule))
        for rule in RULES
        if _count(planted, rule)
    }


def _reported(files: dict[str, list[str]]) -> Iterator[Defect]:
    with TemporaryDirectory() as folder:
        for name in guides(files):
            (Path(folder) / name).write_text("\n".join(files[name]) + "\n", encoding="utf-8")
        corpus = read([Path(folder)]).guides
    for finding in find_gaps(corpus, today=TODAY, rules=["all"], demand=demand_of(files)).findings:
        yield Defect(finding.rule, finding.path, finding.line)


def _count(defects: Counter[Defect], rule: str) -> int:
    return sum(n for defect, n in defects.items() if defect.rule == rule)


def rows() -> Iterator[tuple[str, str, Measures]]:
    """Yield each rule with its sample and measures; samples of real data where GUIDEDEX_DATA is set."""
    for rule, measures in planted_measures().items():
        yield rule, f"{N_CORPORA} corpora with planted defects", measures
    yield "mentions", "sentences written for it", mention_measures()
    if data := os.environ.get("GUIDEDEX_DATA"):
        from tests.gaps.questions import question_measures

        for sample, measures in question_measures(Path(data)).items():
            yield "duplicate-question", sample, measures


def markdown(measured: Iterable[tuple[str, str, Measures]]) -> str:
    """Return the table that README shows."""
    lines = ["| rule | sample | labelled | found | precision | recall |", "|---|---|---:|---:|---:|---:|"]
    lines += [
        f"| `{rule}` | {sample} | {m.n_labelled} | {m.n_found} | {m.precision:.2f} | {m.recall:.2f} |"
        for rule, sample, m in measured
    ]
    return "\n".join(lines)


def plain(measured: Iterable[tuple[str, str, Measures]]) -> str:
    """Return the measures as lines, each followed by the cases found wrongly or missed."""
    lines = []
    for rule, sample, m in measured:
        lines.append(f"{rule}, {sample}: precision {m.precision:.3f}, recall {m.recall:.3f} ({m.n_labelled} labelled)")
        lines += [f"    {wrong}" for wrong in m.wrong]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the measures, as a table or with the wrong cases."""
    print(markdown(rows()) if "--markdown" in arguments else plain(rows()))


if __name__ == "__main__":
    main(sys.argv[1:])
