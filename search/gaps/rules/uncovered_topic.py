"""Rule ``uncovered-topic``: a topic of a question that occurs nowhere else in the guide, answers included.

    | How does gRPC change the rollout? | …      # "gRPC" occurs nowhere else in the guide

Only names are topics: the name of some guide with a capital inside the sentence, or a word in the spelling of technical
words (``gRPC``, ``OAuth2``).
"""

from collections.abc import Iterator

from corpus.guide import Guide, Question
from index.analysis import stem, tokenize, whole_form
from index.links import names_of
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.rules.no_questions import has_habit_of_questions
from search.gaps.site import Site

CONFIDENCE = 0.7
"""By hand: a topic may be explained under another name."""

MIN_NAME_LENGTH = 3
"""Letters of the stem of a name that may be a topic. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per answered question with a topic that its guide does not cover."""
    if not has_habit_of_questions(site):
        return
    name_stems = _name_stems(site)
    for guide in site.judged(RULE, originals=True):
        questions = [question for question in guide.questions if question.answer]
        if not questions or not guide.sections:
            continue
        covered = _covered_stems(guide)
        for question in questions:
            tokens = [token for key, token in topics(question.text, name_stems) if key not in covered]
            if tokens:
                yield _gap(guide, question, list(dict.fromkeys(tokens)))


def topics(text: str, name_stems: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the topics of a question in order, each as its stem and its token."""
    for match in tokenize(text):
        key = stem(whole_form(match.group()))
        # A capital at the start of the sentence does not make a word a name.
        is_inside = bool(text[: match.start()].strip(" \"'“‘(¿"))
        is_name = key in name_stems and match.group()[0].isupper() and is_inside
        if len(key) > 1 and (is_name or _is_technical(match.group())):
            yield key, match.group()


def _is_technical(token: str) -> bool:
    """Tell whether a token has a capital or a digit inside: ``gRPC``, ``HTTP2``."""
    inner = token[1:].rstrip("s")
    return token.isalnum() and token[0].isalpha() and any(c.isupper() or c.isdigit() for c in inner)


def _name_stems(site: Site) -> frozenset[str]:
    """Return the stems of the one-word names that some guide has or lists."""
    names = {name for guide in site.guides for name in (*names_of(guide), *guide.related)}
    stems = {stem(whole_form(name)) for name in names if " " not in name and "-" not in name}
    return frozenset(key for key in stems if len(key) >= MIN_NAME_LENGTH)


def _covered_stems(guide: Guide) -> set[str]:
    """Return the stems of all words of the guide outside its questions, of compounds joined and in parts."""
    texts = [f"{section.title} {section.text} {section.code}" for section in guide.sections]
    texts += [f"{faq.text} {faq.answer}" for faq in guide.faqs]
    texts += [question.answer for question in guide.questions]
    texts += [*names_of(guide), *guide.tags, guide.summary]
    texts += [f"{project.title} {project.scope} {project.signal}" for project in guide.projects]
    return {s for text in texts for s in _all_stems(text)}


def _all_stems(text: str) -> Iterator[str]:
    for match in tokenize(text):
        for form in {
            whole_form(match.group()),
            *match.group().lower().replace("/", "-").split("-"),
        }:
            yield stem(form)


def _gap(guide: Guide, question: Question, tokens: list[str]) -> Gap:
    named = ", ".join(repr(token) for token in tokens)
    return Gap(
        key=(guide.id, question.anchor),
        place=Place(guide.path, question.line),
        message=f"a question asks about {named}, and the guide on {guide.skill} never speaks of it",
        evidence=(Place(guide.path, question.line, question.text),),
        fix="explain it in a section, or in the answer",
        subject=tokens[0],
        confidence=CONFIDENCE,
    )


RULE = Rule(
    name="uncovered-topic",
    severity="info",
    summary="a question asks about what the guide never explains",
    check=check,
    minutes=30,
    worth=1.0,
    meaning="A reader who cannot answer the question finds no help in the guide that asks it.",
)
