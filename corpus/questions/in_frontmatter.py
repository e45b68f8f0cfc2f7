"""Questions in front matter, as lists or mappings, under the names that sites use."""

from collections.abc import Iterator, Mapping

from corpus.frontmatter.fields import plain_name, text_of
from corpus.markdown.parser import read_blocks
from corpus.page import Page, Place, Value
from corpus.plain_text import plain
from corpus.questions.answers import FROM_FIELDS, FoundQuestion
from corpus.questions.labels import split_difficulty

_NAMES: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "q", "title", "name", "prompt"),
    "answer": ("answer", "a", "stronganswer", "response", "acceptedanswer", "text"),
    "why": ("whyasked", "why", "intent", "reason"),
    "difficulty": ("difficulty", "level"),
}
_MARKUP = frozenset("*_`[]<&\n#")


def field_questions(page: Page, value: Value, place: Place, *, faq: bool) -> Iterator[FoundQuestion]:
    """Yield the questions in ``value``: a list of texts or mappings, or a mapping of questions to answers."""
    if isinstance(value, str):
        return
    if isinstance(value, dict):
        value = _as_list(value)
    for at, item in enumerate(value):
        question = _question(item, faq)
        if question.text:
            key: str | int = question.text if (*place, question.text) in page.lines else at
            question.line = page.lines.get((*place, key), page.lines.get(place[:1], 0))
            yield question


def _as_list(value: dict[str, Value]) -> list[Value]:
    """Return a mapping as a list of questions: its ``items`` or ``questions``, else one question for each key."""
    if isinstance(items := value.get("items", value.get("questions")), list):
        return items
    return [
        {**answer, "question": answer.get("question", question)}
        if isinstance(answer, dict)
        else {"question": question, "answer": answer}
        for question, answer in value.items()
    ]


def _question(item: Value, faq: bool) -> FoundQuestion:
    if not isinstance(item, dict):
        text, difficulty = split_difficulty(_plain(text_of(item)))
        return FoundQuestion(text, 0, FROM_FIELDS, faq, difficulty=difficulty)
    by_name = {plain_name(key): value for key, value in item.items()}
    fields = {
        ours: next((_plain_value(by_name[name]) for name in names if name in by_name), "")
        for ours, names in _NAMES.items()
    }
    text, difficulty = split_difficulty(fields["question"])
    return FoundQuestion(
        text,
        0,
        FROM_FIELDS,
        faq,
        answer=fields["answer"],
        why_asked=fields["why"],
        difficulty=fields["difficulty"].lower() or difficulty,
    )


def _plain_value(value: Value) -> str:
    if isinstance(value, dict):
        value = value.get("text", "")
    if isinstance(value, list):
        return "\n".join(_plain(text) for part in value if (text := text_of(part)))
    return _plain(value) if isinstance(value, str) else ""


def _plain(markdown: str) -> str:
    """Return Markdown as plain text with one line for each block."""
    if _MARKUP.isdisjoint(markdown):
        return plain(markdown)
    blocks, _ = read_blocks(markdown, lambda line: line)
    return "\n".join(block.text for block in blocks if block.text)
