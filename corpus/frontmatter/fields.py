"""Metadata from front matter: fields under the many names that sites give them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.addresses import safe_address, unsafe_address
from corpus.dates import iso_date
from corpus.languages import language_tag
from corpus.page import Page, Place, Value
from corpus.problems import Problem
from corpus.slugs import clean_slug

RULE_DATE = "bad-date"
RULE_LONG = "field-too-long"

MAX_NAME = 300
"""Characters of a title, a name, a tag or an address: every guide is compared with them. By hand."""

MAX_NAMES = 1_000
"""Values of a list such as ``tags``. By hand."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "display_name", "name", "heading", "linkTitle", "question"),
    "slug": ("slug",),
    "page_id": ("id",),
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
        "last_edited_time", "modified", "date_modified", "reviewed", "date", "publish_date", "published",
        "created", "created_time", "first_seen",
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
"""Guidedex's name of each field and the names on sites, most reliable first; case, ``_`` and ``-`` are ignored."""

_NESTED_ANYWHERE = frozenset({"questions", "interviewquestions", "faq", "faqs"})
"""Lists that are found inside any mapping: ``interview.questions``, ``quiz.questions``."""

_CONTAINERS = ("taxonomies", "extra", "params", "seo", "metadata", "meta", "page", "hero")
"""Mappings whose fields count as fields of the page."""

_NO = frozenset({"false", "no", "off", "0", "n"})
_YES = frozenset({"true", "yes", "on", "1", "y"})
_SEPARATORS = str.maketrans("", "", "_- ")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The front matter of a page under Guidedex's names; every field may be empty."""

    title: str = ""
    slug: str = ""
    page_id: str = ""
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
    """ISO date of publication, "" for none."""
    expires: str = ""
    """ISO date after which the page is hidden, "" for none."""
    lang: str = ""
    url: str = ""
    difficulty: str = ""
    questions: tuple[Value, Place] = ("", ())
    faq: tuple[Value, Place] = ("", ())
    hidden: bool = False
    """A draft, or a page excluded from search by its site."""
    fields: tuple[tuple[str, int], ...] = ()
    """The name and line of each field that was read."""
    problems: tuple[Problem, ...] = field(default=())


def read_fields(page: Page, path: str, names: Mapping[str, str] | None = None) -> Metadata:
    """Return the metadata of ``page``; ``names`` maps a site's names of fields to Guidedex's names."""
    return _FieldReader(page, path, names or {}).metadata()


def plain_name(name: str) -> str:
    """Return a field's name in lower case without ``_``, ``-`` and spaces, which sites vary."""
    return name.casefold().translate(_SEPARATORS)


def text_of(value: Value) -> str:
    """Return a value as one line of text: a list gives its first item, a mapping ""."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(value.split()) if isinstance(value, str) else ""


def texts_of(value: Value) -> tuple[str, ...]:
    """Return a value as distinct texts in order; a string is split at commas."""
    parts: list[Value] = list(value.split(",")) if isinstance(value, str) else []
    if isinstance(value, list):
        parts = value
    return tuple(dict.fromkeys(text for part in parts if (text := text_of(part))))


_CANDIDATES = {ours: tuple(map(plain_name, theirs)) for ours, theirs in NAMES.items()}


class _FieldReader:
    """Looks up fields under any of their names and keeps their lines."""

    def __init__(self, page: Page, path: str, names: Mapping[str, str]) -> None:
        self._page = page
        self._path = path
        self._by_name: dict[str, tuple[Value, Place]] = dict(_flattened(page.values))
        self._site_names: dict[str, list[str]] = {}
        for theirs, ours in names.items():
            self._site_names.setdefault(ours, []).append(plain_name(theirs))
        self._fields: dict[str, int] = {}
        self._problems: list[Problem] = []

    def metadata(self) -> Metadata:
        if not self._by_name:
            return Metadata()
        names, addresses = self._aliases()
        return Metadata(
            title=self._name("title"),
            skill=self._name("skill"),
            slug=clean_slug(self._name("slug")),
            page_id=self._name("page_id"),
            category=self._name("category"),
            summary=self._text("summary"),
            aliases=self._short("aliases", names),
            old_addresses=self._short("old_addresses", addresses + self._texts("old_addresses")),
            tags=tuple(tag.lstrip("#") or tag for tag in self._names("tags")),
            related=self._names("related"),
            related_pin=self._names("related_pin"),
            related_exclude=self._names("related_exclude"),
            updated=self._date("updated"),
            date=self._date("date"),
            expires=self._date("expires"),
            lang=language_tag(self._text("lang")),
            url=self._url(),
            difficulty=self._text("difficulty").lower(),
            questions=self._value("questions"),
            faq=self._value("faq"),
            hidden=self._hidden(),
            fields=tuple(self._fields.items()),
            problems=tuple(dict.fromkeys(self._problems)),
        )

    def _values(self, ours: str) -> list[tuple[Value, Place]]:
        """Return the values of a field under all its names: the site's names first, then those of ``NAMES``."""
        names = _CANDIDATES.get(ours, ())
        if self._site_names:
            names = (*self._site_names.get(ours, ()), *names)
        return [self._by_name[name] for name in names if name in self._by_name]

    def _value(self, ours: str) -> tuple[Value, Place]:
        """Return the first value that is not empty with its place, and keep its line."""
        for value, place in self._values(ours):
            if value:
                self._keep_line(ours, place)
                return value, place
        return "", ()

    def _keep_line(self, ours: str, place: Place) -> None:
        self._fields[ours] = self._page.lines.get(place, self._page.lines.get(place[:1], 0))

    def _text(self, ours: str) -> str:
        for value, place in self._values(ours):
            if text := text_of(value):
                self._keep_line(ours, place)
                return text
        return ""

    def _texts(self, ours: str) -> tuple[str, ...]:
        return texts_of(self._value(ours)[0])

    def _name(self, ours: str) -> str:
        return next(iter(self._short(ours, (self._text(ours),))))

    def _names(self, ours: str) -> tuple[str, ...]:
        return self._short(ours, self._texts(ours))

    def _short(self, ours: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Return ``texts`` cut to ``MAX_NAMES`` of ``MAX_NAME`` characters; a cut is a problem."""
        if len(texts) > MAX_NAMES:
            self._report_long(ours, f"has {len(texts):,} values; the first {MAX_NAMES:,} were read")
        if any(len(text) > MAX_NAME for text in texts):
            self._report_long(ours, f"is longer than {MAX_NAME} characters and was cut")
        return tuple(text[:MAX_NAME] for text in texts[:MAX_NAMES])

    def _report_long(self, ours: str, what: str) -> None:
        fix = "keep what readers know it by"
        self._problems.append(
            Problem(self._path, self._fields.get(ours, 0), RULE_LONG, f"the field {ours} {what}", fix)
        )

    def _date(self, ours: str) -> str:
        """Return the first value that is a date; other values before it are problems."""
        for value, place in self._values(ours):
            text = text_of(value)
            if date := iso_date(text):
                self._keep_line(ours, place)
                return date
            if text and text.lower() not in _YES | _NO:
                line = self._page.lines.get(place, 0)
                message = f"“{text[:60]}” is not a date"
                fix = "write the date as 2026-06-30, 2026-06 or June 2026"
                self._problems.append(Problem(self._path, line, RULE_DATE, message, fix))
        return ""

    def _aliases(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return aliases of the skill and former addresses of the page; sites use ``aliases`` for both."""
        names: list[str] = []
        addresses: list[str] = []
        for value, place in self._values("aliases"):
            self._keep_line("aliases", place)
            for text in texts_of(value):
                (addresses if _is_address(text) else names).append(text)
        return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(addresses))

    def _url(self) -> str:
        """Return the address of the page, "" for none.

        An absolute address counts only under a name for permalinks: ``url`` is often the site of the subject.
        """
        for value, place in self._values("url"):
            text = text_of(value)
            address = safe_address(text)
            if text and not address:
                line = self._page.lines.get(place, self._page.lines.get(place[:1], 0))
                self._problems.append(unsafe_address(self._path, line, str(place[-1]), text))
            is_permalink = place and plain_name(str(place[-1])) in (
                "permalink", "canonical", "canonicalurl", *self._site_names.get("url", ()),
            )  # fmt: skip
            if text.startswith("/") or (is_permalink and _SCHEME.match(address)):
                self._keep_line("url", place)
                return address
        return ""

    def _hidden(self) -> bool:
        return (
            self._has_value("draft", _YES)
            or self._has_value("published", _NO)
            or self._has_value("hidden", _YES)
            or self._has_value("search", _NO)
            or text_of(self._by_name.get("permalink", ("", ()))[0]).lower() in _NO
            or "noindex" in self._text("robots").lower()
        )

    def _has_value(self, ours: str, words: frozenset[str]) -> bool:
        return any(text_of(value).lower() in words for value, _ in self._values(ours))


def _is_address(text: str) -> bool:
    return text.startswith("/") or text.endswith(("/", ".html")) or bool(_SCHEME.match(text))


def _flattened(values: Mapping[str, Value]) -> Iterator[tuple[str, tuple[Value, Place]]]:
    """Yield each field under its plain name; nested fields under ``outer.inner``, and some also under ``inner``.

    The top level comes last, so that it wins in a dict made of the fields.
    """
    for outer, inner in reversed(list(values.items())):
        if not isinstance(inner, dict):
            continue
        for key, value in inner.items():
            yield f"{plain_name(outer)}.{plain_name(key)}", (value, (outer, key))
            if plain_name(outer) in _CONTAINERS or (plain_name(key) in _NESTED_ANYWHERE and isinstance(value, list)):
                yield plain_name(key), (value, (outer, key))
    for key, value in values.items():
        yield plain_name(key), (value, (key,))
