"""Whether a guide is written in a language, judged by its words."""

import re
from collections.abc import Iterator

from corpus.guide import Guide
from corpus.plain_text import word_set

MAX_CHARACTERS = 2_000
"""Characters of a guide that are judged. By hand."""

MIN_WORDS = 12
"""Words from which a text without English function words is not English. By hand."""

MIN_ENGLISH = 0.07
"""Share of function words from which a text is English. By hand, from the pages of twelve sites in 40 languages: nine
in ten pages in English have more than 0.13, all translated ones less than 0.055."""

MIN_FOREIGN_LETTERS = 0.3
MIN_ACCENTED_WORDS = 0.15
"""Share of letters outside the Latin script, and of words with a letter outside of ASCII, from which a text is not
English. By hand."""

_ENGLISH = word_set(
    "and are be by from has have how if its not of that the their these they this use using what when which will with"
    " you your"
)
_WORD = re.compile(r"[^\W\d_]+")
_LAST_LATIN = "\u024f"


def is_written_in(guide: Guide, lang: str, default_lang: str) -> bool | None:
    """Return whether ``guide`` is written in ``lang``; None where its words do not tell.

    Only English is known by its words. A page in a folder of another language counts as written in it if it is not in
    English, the language of the site.
    """
    english = is_english(" ".join(_texts(guide))[:MAX_CHARACTERS])
    if english is None or lang == "en":
        return english
    if english:
        return False
    return True if default_lang == "en" else None


def is_english(text: str) -> bool | None:
    """Return whether ``text`` is English, None for a text too short to tell.

    >>> is_english("What is a list?"), is_english("Was ist eine Liste?"), is_english("الأسئلة"), is_english("API")
    (True, None, False, None)
    """
    words = _WORD.findall(text.lower())
    letters = "".join(words)
    if sum(letter > _LAST_LATIN for letter in letters) > MIN_FOREIGN_LETTERS * len(letters):
        return False
    if sum(not word.isascii() for word in words) > MIN_ACCENTED_WORDS * len(words):
        return False
    n_english = sum(word in _ENGLISH for word in words)
    if len(words) < MIN_WORDS:
        return True if n_english else None
    return n_english >= MIN_ENGLISH * len(words)


def _texts(guide: Guide) -> Iterator[str]:
    """Yield the texts of a guide until there are enough of them."""
    n_characters = 0
    parts = (part for section in guide.sections for part in (section.title, section.text))
    answers = (part for question in (*guide.questions, *guide.faqs) for part in (question.text, question.answer))
    for text in (guide.title, guide.summary, *parts, *answers):
        yield text
        n_characters += len(text)
        if n_characters > MAX_CHARACTERS:
            return
