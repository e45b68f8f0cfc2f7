"""What front matter means: many sites' names for a field, one meaning."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.dates import iso_date
from corpus.languages import language_tag
from corpus.page import Page, Place, Value
from corpus.problems import Problem
from corpus.slugs import clean_slug

RULE_DATE = "bad-date"

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "display_name", "name", "heading", "linkTitle"),
    "slug": ("slug",),
    "skill": ("skill", "shortTitle", "display_name"),
    "category": ("category", "categories"),
    "summary": ("summary", "description", "short_description", "excerpt", "abstract", "subtitle", "tagline"),
    "aliases": ("aliases", "alias", "also_known_as", "synonyms", "localeTitle"),
    "old_addresses": ("redirect_from", "redirects"),
    "tags": ("tags", "tag", "keywords", "subjects", "topics", "labels"),
    "related": ("related", "related_skills", "see_also", "related_topics"),
    "related_pin": ("related_pin",),
    "related_exclude": ("related_exclude",),
    "updated": (
        "updated", "lastmod", "last_modified_at", "last_modified", "last_updated", "updated_at",
        "modified", "date_modified", "reviewed", "date", "publish_date", "published", "created",
        "first_seen",
    ),
    "date": ("publish_date", "published_at", "published", "date"),
    "expires": ("expiry_date", "unpublish_date", "expires"),
    "lang": ("lang", "language", "locale"),
    "url": ("permalink", "canonical_url", "canonical", "url", "path"),
    "difficulty": ("difficulty", "level", "expertise"),
    "questions": ("questions", "interview_questions"),
    "faq": ("faq", "faqs", "frequently_asked_questions"),
    "draft": ("draft",),
    "published": ("published",),
    "hidden": ("hidden", "noindex", "exclude_from_search", "sitemap.disable", "headless"),
    "search": ("search", "searchable", "search_index", "in_search_index", "sitemap"),
    "robots": ("robots",),
}  # fmt: skip
"""Our name for a field, and what sites call it; case, ``_`` and ``-`` make no difference."""

_ANYWHERE = frozenset({"questions", "interviewquestions", "faq", "faqs"})
"""Lists that sites nest as they like: ``interview.questions``, ``quiz.questions``."""

_CONTAINERS = ("taxonomies", "extra", "params", "seo", "metadata", "meta", "page", "hero")
_NO = frozenset({"false", "no", "off", "0", "n"})
_YES = frozenset({"true", "yes", "on", "1", "y"})
_SEPARATORS = str.maketrans("", "", "_- ")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's front matter in our words; everything may be empty."""

    title: str = ""
    slug: str = ""
    skill: str = ""
    category: str = ""
    summary: str = ""
    aliases: tuple[str, ...] = ()
    old_addresses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    related_pin: tuple[str, ...] = ()
    related_exclude: tuple[str, ...] = ()
    updated: str = ""
    date: str = ""
    """When it is to be published, as far as it says."""
    expires: str = ""
    """When it is to be taken down."""
    lang: str = ""
    url: str = ""
    difficulty: str = ""
    questions: tuple[Value, Place] = ("", ())
    faq: tuple[Value, Place] = ("", ())
    hidden: bool = False
    """A draft, or a page that its site keeps from being found."""
    fields: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read_fields(page: Page, path: str, names: Mapping[str, str] | None = None) -> Metadata:
    """Return what ``page`` says of itself; ``names`` maps a site's own names to ours."""
    return _FieldReader(page, path, names or {}).metadata()


def plain_name(name: str) -> str:
    """Return a field's name without what sites vary: case, ``_``, ``-`` and spaces."""
    return name.casefold().translate(_SEPARATORS)


def text_of(value: Value) -> str:
    """Return a value as one line of text; a list gives its first text, a mapping none."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(value.split()) if isinstance(value, str) else ""


def texts_of(value: Value) -> tuple[str, ...]:
    """Return a value as distinct texts in order; a string is split at its commas."""
    parts: list[Value] = list(value.split(",")) if isinstance(value, str) else []
    if isinstance(value, list):
        parts = value
    return tuple(dict.fromkeys(text for part in parts if (text := text_of(part))))


_CANDIDATES = {ours: tuple(map(plain_name, theirs)) for ours, theirs in NAMES.items()}


class _FieldReader:
    """Looks fields up under any of their names and remembers where they stand."""

    def __init__(self, page: Page, path: str, names: Mapping[str, str]) -> None:
        self._page = page
        self._path = path
        self._found: dict[str, tuple[Value, Place]] = dict(_flat(page.values))
        self._own: dict[str, list[str]] = {}
        for theirs, ours in names.items():
            self._own.setdefault(ours, []).append(plain_name(theirs))
        self._fields: dict[str, int] = {}
        self._problems: list[Problem] = []

    def metadata(self) -> Metadata:
        if not self._found:
            return Metadata()
        names, addresses = self._aliases()
        title, shown = self._text("title"), self._text("skill")
        return Metadata(
            title=title,
            slug=clean_slug(self._text("slug")),
            skill=shown,
            category=self._text("category"),
            summary=self._text("summary"),
            aliases=names,
            old_addresses=addresses + self._texts("old_addresses"),
            tags=tuple(tag.lstrip("#") or tag for tag in self._texts("tags")),
            related=self._texts("related"),
            related_pin=self._texts("related_pin"),
            related_exclude=self._texts("related_exclude"),
            updated=self._date("updated", strict=True),
            date=self._date("date"),
            expires=self._date("expires"),
            lang=language_tag(self._text("lang")),
            url=self._url(),
            difficulty=self._text("difficulty").lower(),
            questions=self._value("questions"),
            faq=self._value("faq"),
            hidden=self._hidden(),
            fields=tuple(self._fields.items()),
            problems=tuple(self._problems),
        )

    def _values(self, ours: str) -> Iterator[tuple[Value, Place]]:
        """Yield what stands under each of a field's names, the most trusted first."""
        for name in (*self._own.get(ours, ()), *_CANDIDATES.get(ours, ())):
            if name in self._found:
                yield self._found[name]

    def _value(self, ours: str) -> tuple[Value, Place]:
        """Return the first value that is not empty, and note where it stands."""
        for value, place in self._values(ours):
            if value:
                self._note(ours, place)
                return value, place
        return "", ()

    def _note(self, ours: str, place: Place) -> None:
        self._fields[ours] = self._page.lines.get(place, self._page.lines.get(place[:1], 0))

    def _text(self, ours: str) -> str:
        for value, place in self._values(ours):
            if text := text_of(value):
                self._note(ours, place)
                return text
        return ""

    def _texts(self, ours: str) -> tuple[str, ...]:
        return texts_of(self._value(ours)[0])

    def _date(self, ours: str, *, strict: bool = False) -> str:
        """Return the first value that is a date; ``strict`` reports values that are none."""
        for value, place in self._values(ours):
            text = text_of(value)
            if date := iso_date(text):
                self._note(ours, place)
                return date
            if strict and text and text.lower() not in _YES | _NO:
                line = self._page.lines.get(place, 0)
                message = f"“{text[:60]}” is not a date"
                fix = "write the date as 2026-06-30, 2026-06 or June 2026"
                self._problems.append(Problem(self._path, line, RULE_DATE, message, fix))
        return ""

    def _aliases(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return other names of the skill, and former addresses of the page, which look alike."""
        names: list[str] = []
        addresses: list[str] = []
        for value, place in self._values("aliases"):
            self._note("aliases", place)
            for text in texts_of(value):
                (addresses if _is_address(text) else names).append(text)
        return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(addresses))

    def _url(self) -> str:
        """Return the page's own address; an absolute ``url`` is more often the subject's site."""
        for value, place in self._values("url"):
            text = text_of(value)
            trusted = place and plain_name(str(place[-1])) in (
                "permalink", "canonical", "canonicalurl", *self._own.get("url", ()),
            )  # fmt: skip
            if text.startswith("/") or (trusted and _SCHEME.match(text)):
                self._note("url", place)
                return text
        return ""

    def _hidden(self) -> bool:
        return (
            self._says("draft", _YES)
            or self._says("published", _NO)
            or self._says("hidden", _YES)
            or self._says("search", _NO)
            or text_of(self._found.get("permalink", ("", ()))[0]).lower() in _NO
            or "noindex" in self._text("robots").lower()
        )

    def _says(self, ours: str, words: frozenset[str]) -> bool:
        return any(text_of(value).lower() in words for value, _ in self._values(ours))


def _is_address(text: str) -> bool:
    return text.startswith("/") or text.endswith(("/", ".html")) or bool(_SCHEME.match(text))


def _flat(values: Mapping[str, Value]) -> Iterator[tuple[str, tuple[Value, Place]]]:
    """Yield each field under its plain name; what is nested also as ``outer.inner``.

    In a dict made of them the later wins, so that a page's top level goes before what it nests.
    """
    for outer, inner in reversed(list(values.items())):
        if not isinstance(inner, dict):
            continue
        for key, value in inner.items():
            yield f"{plain_name(outer)}.{plain_name(key)}", (value, (outer, key))
            if plain_name(outer) in _CONTAINERS or (plain_name(key) in _ANYWHERE and isinstance(value, list)):
                yield plain_name(key), (value, (outer, key))
    for key, value in values.items():
        yield plain_name(key), (value, (key,))
