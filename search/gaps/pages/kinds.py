"""Kinds of pages, known by their paths and names: what is asked of a page of topics is not asked of a changelog."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from corpus.guide import Guide
from corpus.slugs import INDEX_NAMES, page_parts, split_name

PAGE, INDEX, POST, RELEASE, NOTICE, PART = "page", "index", "post", "release", "notice", "part"
KINDS = (PAGE, INDEX, POST, RELEASE, NOTICE, PART)
"""A page about a topic; the page of a folder; a post of a blog, a proposal, or a page with a date in its path; a
changelog, or the notes of a release; a page that any site has beside its topics, such as a license; a part of other
pages, such as an included text or a template, or a sample for tests. What is put away, or not published yet, is of its
day as a post is."""

MIN_FAMILY_SHARE = 0.8
"""Share of guides with a word of their names in common from which on they are a family. By hand."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_NAME_PART = re.compile(r"[a-z0-9]+")
_HTML = (".html", ".htm")

MAX_PLAIN_SHARE = 0.2
MAX_HTML_SHARE = 0.5
"""Shares of files of plain text, and of HTML, below which they are no pages: HTML beside more Markdown is often what a
generator made of it. By hand."""

POST_FOLDERS = frozenset(
    {
        *("blog", "blogs", "post", "posts", "news", "announcements", "newsletter", "newsletters"),
        *("proposals", "rfcs", "adr", "adrs", "decisions", "keps", "peps", "minutes", "meetings", "meeting-notes"),
    }
)
PUT_AWAY = frozenset({"archive", "archives", "archived", "attic", "deprecated", "legacy", "draft", "drafts"})
"""Words in the name of a folder of texts that are out of use or not in use yet. By hand."""

PART_FOLDERS = frozenset(
    {"includes", "partials", "snippets", "fragments", "archetypes", "fixtures", "tests", "testdata"}
)
HUGO_FOLDERS = frozenset({"shortcodes", "_shortcodes", "partials", "_partials", "_default", "_markup"})
SITE_FOLDERS = frozenset({"docs", "tutorials", "articles", "guides", "pages", "content", "posts", "drafts"})
TEMPLATE_FOLDERS = frozenset({"templates", "overrides", "layouts", "theme", "themes"})
"""Folders of posts and of other texts of their day, such as proposals, of parts of pages, of ``layouts`` of Hugo, of
pages where the generator has ``_`` before their names, and of HTML that is no page. By hand, from the sites of eight
generators."""

_NOTICE = re.compile(
    r"licen[cs]es?|copying|copyright|translations?|legal-?notice|imprint|impressum|privacy(?:-(?:policy|notice))?"
    r"|terms-(?:of-(?:use|service)|and-conditions)|(?:code[-_ ]?of[-_ ]?)?conduct|security-policy|contributing"
    r"|contributors|authors|credits|maintainers|404|sitemap|agents|claude|gemini|copilot-instructions"
    r"|(?:pull_request|issue)_template"
)
"""Names of pages that any site or repository has beside its topics. By hand."""

_DATE = re.compile(r"(?:^|/)(?:19|20)\d\d(?:/|[-_](?:0?[1-9]|1[0-2])(?:[-_/.]|$))")
_RELEASES = re.compile(
    r"(?:.*[-_.])?(?:changelog|changes|change-?history|release-?notes|whats-?new)(?:[-_.v\d]*)|releases?|history|news"
)
_VERSION = re.compile(
    r"(?:[a-z]{1,40}[-_])?v?\d{1,9}(?:[._-](?:\d{1,9}|x)){1,9}(?:[._-]?[a-z]{1,40}\d{0,9})?\+?|.*[-_]released"
)
"""Names of changelogs, and of the pages of one release. By hand."""


_GATHERS = re.compile(
    r"\b(?:glossary|overview|intro(?:duction)?s?|get(?:ting)?-?started|quick-?start|first-steps|migrat\w{0,9}|upgrad\w{0,9}"
    r"|faqs?|cheat-?sheet|summary|tour)\b"
)
"""Words in the name of a page that gathers what others explain. By hand."""


def gathers(guide: Guide) -> bool:
    """Tell whether a page gathers what others explain, and so repeats them by intent."""
    return bool(_GATHERS.search("-".join(_NAME_PART.findall(guide.page.lower().rpartition("/")[2]))))


def are_family(guides: Iterable[Guide]) -> bool:
    """Tell whether most guides have a word of their names in common: one page per platform, language or step.

    The name of an index page is that of its folder.
    """
    names = [frozenset(_WORD.findall(page_parts(guide.path.lower())[-1:][0])) for guide in guides if guide.path]
    counts = Counter(word for name in names for word in name)
    return bool(counts) and max(counts.values()) >= MIN_FAMILY_SHARE * len(names)


def kinds_of(guides: Iterable[Guide]) -> dict[str, str]:
    """Return the kind of each guide by its id."""
    guides = tuple(guides)
    folders = _folders_with_pages(guides)
    n_plain = sum(guide.path.endswith(".txt") for guide in guides)
    kinds = {guide.id: _kind(guide.path, folders) for guide in guides}
    # Among pages, a file of plain text is a list for programs: robots.txt, requirements.txt.
    if n_plain < MAX_PLAIN_SHARE * len(guides):
        kinds |= {guide.id: PART for guide in guides if guide.path.endswith(".txt")}
    # And a file of HTML without front matter is a piece of one, or made of one.
    n_html = sum(guide.path.endswith(_HTML) for guide in guides)
    if n_html < MAX_HTML_SHARE * len(guides):
        kinds |= {guide.id: PART for guide in guides if guide.path.endswith(_HTML) and not _has_front_matter(guide)}
    return kinds


def _has_front_matter(guide: Guide) -> bool:
    """Tell whether a field of a guide has a line; the title of an HTML element has none."""
    return any(line > 0 for _, line in guide.fields)


def _folders_with_pages(guides: Iterable[Guide]) -> frozenset[str]:
    """Return the folders below which there are pages beside that of the folder itself."""
    folders: set[str] = set()
    for guide in guides:
        *parents, name = guide.path.lower().split("/")
        if split_name(name)[0] in INDEX_NAMES:
            parents = parents[:-1]
        folders.update("/".join(parents[:depth]) for depth in range(len(parents) + 1))
    return frozenset(folders)


def _kind(path: str, folders: Collection[str]) -> str:
    """Return the kind of the page at a path, where there are pages below ``folders``."""
    *parents, name = path.lower().split("/")
    stem = split_name(name)[0]
    is_index = stem in INDEX_NAMES
    if _is_part(parents, stem) or (name.endswith(_HTML) and not TEMPLATE_FOLDERS.isdisjoint(parents)):
        return PART
    topic = parents[-1] if is_index and parents else stem
    if _RELEASES.fullmatch(topic):
        return RELEASE
    if _NOTICE.fullmatch(topic):
        return NOTICE
    above = {folder.lstrip("_") for folder in (parents[:-1] if is_index else parents)}
    words = {word for folder in above for word in _NAME_PART.findall(folder)}
    if _DATE.search(path) or above & POST_FOLDERS or words & PUT_AWAY:
        return POST
    if _VERSION.fullmatch(topic):
        return RELEASE
    folder = "/".join(parents) if is_index else split_name(path.lower())[0]
    return INDEX if folder in folders else PAGE


def _is_part(parents: Sequence[str], stem: str) -> bool:
    """Tell whether a file is a part of pages: in a folder of parts, or with ``_`` before its name or its folder's."""
    hidden = (folder for folder in parents if folder.startswith("_") and folder.lstrip("_") not in SITE_FOLDERS)
    is_hidden = stem.startswith("_") and stem.split(".")[0] not in INDEX_NAMES
    is_layout = any(above == "layouts" and folder in HUGO_FOLDERS for above, folder in pairwise(parents))
    return is_hidden or any(hidden) or is_layout or not PART_FOLDERS.isdisjoint(parents)
