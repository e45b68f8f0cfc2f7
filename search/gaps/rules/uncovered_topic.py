"""What a question asks about and the guide, its answers included, never speaks of.

    | How does gRPC change the rollout? | …      # "gRPC" stands nowhere else in the guide

Only what has a name is a topic: a skill or alias of some guide that is written as a name, with a capital inside the
sentence, or a word that is written as technical words are (``gRPC``, ``OAuth2``). Everyday words ask; they are not
asked about.
"""

from collections.abc import Iterator

from corpus.guide import Guide, Question
from index.analysis import stem, tokenize, whole_form
from search.gaps.finding import Gap, Place
from search.gaps.names import names_of
from search.gaps.rule import Rule
from search.gaps.site import Site


def check(site: Site) -> Iterator[Gap]:
    named = _named(site)
    for guide in site.originals:
        asked = [question for question in guide.questions if question.answer]
        if not asked or not guide.sections:
            continue
        spoken = _spoken(guide)
        for question in asked:
            words = [word for key, word in topics(question.text, named) if key not in spoken]
            if words:
                yield _gap(guide, question, list(dict.fromkeys(words)))


def topics(text: str, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the topics of a question: their stem, and as they are written."""
    for match in tokenize(text):
        key = stem(whole_form(match.group()))
        is_named = key in named and match.group()[0].isupper() and bool(text[: match.start()].strip(" \"'“‘(¿"))
        if len(key) > 1 and (is_named or _is_technical(match.group())):
            yield key, match.group()


def _is_technical(word: str) -> bool:
    """Tell whether a word has a capital or a digit inside: ``gRPC``, ``HTTP2``."""
    inner = word[1:].rstrip("s")
    return word.isalnum() and word[0].isalpha() and any(c.isupper() or c.isdigit() for c in inner)


def _named(site: Site) -> frozenset[str]:
    """Return the stems of the one-word names that some guide has or lists."""
    names = {name for guide in site.guides for name in (*names_of(guide), *guide.related)}
    words = {stem(whole_form(name)) for name in names if " " not in name and "-" not in name}
    return frozenset(word for word in words if len(word) > 2)


def _spoken(guide: Guide) -> set[str]:
    """Return the stems of every word of the guide but those of its questions, compounds in parts
    too."""
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


def _gap(guide: Guide, question: Question, words: list[str]) -> Gap:
    said = ", ".join(repr(word) for word in words)
    return Gap(
        key=(guide.id, question.anchor),
        place=Place(guide.path, question.line),
        message=f"a question asks about {said}, and the guide on {guide.skill} never speaks of it",
        evidence=(Place(guide.path, question.line, question.text),),
        fix="explain it in a section, or in the answer",
        subject=words[0],
        confidence=0.7,
    )


RULE = Rule(
    name="uncovered-topic",
    severity="info",
    summary="a question asks about what the guide never explains",
    check=check,
    minutes=30,
    worth=1.0,
)
