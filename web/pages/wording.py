"""Readable words for names and values of the index: kinds, facets, languages, dates, reasons."""

import re
from collections.abc import Sequence

from corpus.dates import PartialDate
from search.results import Reason
from search.wording import counted, enumerated

KINDS = {
    "guide": "Guide",
    "section": "Section",
    "question": "Question",
    "faq": "FAQ",
    "project": "Project",
    "row": "Table",
}
FACETS = {
    "kind": "Type",
    "skill": "Skill",
    "category": "Category",
    "difficulty": "Difficulty",
    "tag": "Tag",
    "lang": "Language",
    "version": "Version",
    "updated": "Updated",
}
SORTS = {"score": "Best match", "updated": "Newest", "difficulty": "Easiest first", "title": "A–Z"}
LANGUAGES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "pt-br": "Português (Brasil)",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "ta": "தமிழ்",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
    "zh-cn": "简体中文",
    "zh-tw": "繁體中文",
}
"""Names of languages in the language itself, by BCP 47 tag in lower case."""
RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "sd", "ug", "ur", "yi")
MAX_QUERY_LENGTH = 80
"""Characters of a query quoted in a sentence; by hand, a line of the page."""


def date_words(date: str) -> str:
    """Return an ISO date in words, such as ``30 June 2026``; any other text unchanged."""
    parsed = PartialDate.parse(date)
    return parsed.words if parsed else date


def facet_value(name: str, value: str) -> str:
    """Return the label of a value of the facet ``name``."""
    if name == "kind":
        return KINDS.get(value, value)
    if name == "lang":
        return "All languages" if value == "all" else LANGUAGES.get(value.lower(), value)
    if name == "version" and value == "all":
        return "All versions"
    return value[:1].upper() + value[1:] if name in ("difficulty", "version") else value


def direction(lang: str) -> str:
    """Return the writing direction of a language as a value of HTML's ``dir``."""
    return "rtl" if lang.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def shortened(query: str) -> str:
    """Return a query for use in a sentence, cut after a word where it is long."""
    text = " ".join(query.split())
    if len(text) <= MAX_QUERY_LENGTH:
        return text
    return (text[:MAX_QUERY_LENGTH].rpartition(" ")[0] or text[:MAX_QUERY_LENGTH]) + "…"


def reason_words(reasons: Sequence[Reason]) -> list[str]:
    """Return reasons in words; words found in the same place share one phrase.

    >>> reason_words([Reason("exact", "“rate” in the title"), Reason("stem", "“limit” in the title")])
    ['“rate” and “limit” in the title']
    """
    places: dict[str, list[str]] = {}
    for reason in reasons:
        quoted = _QUOTED.fullmatch(reason.text)
        places.setdefault(quoted[2] if quoted else reason.text, []).extend([quoted[1]] if quoted else [])
    return [f"{enumerated(words)} {place}" if words else place for place, words in places.items()]


_QUOTED = re.compile(r"(“[^”]*”) (.*[^)])")
"""A reason of a quoted word and its place; one that ends in brackets adds a note to its word and is left alone."""


def count_words(total: int, query: str, noun: str = "result") -> str:
    """Return the number of results in words, for the page and for screen readers."""
    count = counted(total, noun) if total else f"No {noun}s"
    return f"{count} for “{shortened(query)}”" if query else count
