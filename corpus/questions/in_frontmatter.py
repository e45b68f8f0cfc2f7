"""Questions that stand in front matter, as lists or as mappings, under the names that sites use."""

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
    """Yield the questions that ``value`` lists: texts, mappings, or answers by question."""
    if isinstance(value, str):
        return
    if isinstance(value, dict):
        value = _listed(value)
    for at, item in enumerate(value):
        found = _found(item, faq)
        if found.text:
            key: str | int = found.text if (*place, found.text) in page.lines else at
            found.line = page.lines.get((*place, key), page.lines.get(place[:1], 0))
            yield found


def _listed(value: dict[str, Value]) -> list[Value]:
    """Return a mapping as a list: its ``items``, or an answer for each question that is a key."""
    if isinstance(items := value.get("items", value.get("questions")), list):
        return items
    return [
        {**said, "question": said.get("question", asked)}
        if isinstance(said, dict)
        else {"question": asked, "answer": said}
        for asked, said in value.items()
    ]


def _found(item: Value, faq: bool) -> FoundQuestion:
    if not isinstance(item, dict):
        text, level = split_difficulty(_plain(text_of(item)))
        return FoundQuestion(text, 0, FROM_FIELDS, faq, difficulty=level)
    named = {plain_name(key): value for key, value in item.items()}
    said = {ours: next((_said(named[name]) for name in names if name in named), "") for ours, names in _NAMES.items()}
    text, level = split_difficulty(said["question"])
    return FoundQuestion(
        text,
        0,
        FROM_FIELDS,
        faq,
        answer=said["answer"],
        why_asked=said["why"],
        difficulty=said["difficulty"].lower() or level,
    )


def _said(value: Value) -> str:
    if isinstance(value, dict):
        value = value.get("text", "")
    if isinstance(value, list):
        return "\n".join(_plain(text) for part in value if (text := text_of(part)))
    return _plain(value) if isinstance(value, str) else ""


def _plain(markdown: str) -> str:
    """Return Markdown as plain text, paragraphs on lines of their own."""
    if _MARKUP.isdisjoint(markdown):
        return plain(markdown)
    blocks, _ = read_blocks(markdown, lambda line: line)
    return "\n".join(block.text for block in blocks if block.text)
