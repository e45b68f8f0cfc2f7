"""The files of a site as they are written: the caller reads each when a rule asks for it."""

import posixpath
import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import unquote, urlsplit

from corpus.guide import Guide, Link
from index.links import PAGE_EXTENSIONS

STATIC_FOLDERS = ("", "static", "public", "assets", "source", "src")
"""Folders beside the pages from which generators serve files at the root of the site. By hand."""

TEMPLATE_ENDINGS = (
    *(".tmpl", ".tpl", ".template", ".in", ".erb", ".haml", ".slim", ".j2", ".jinja", ".jinja2", ".njk", ".liquid"),
    *(".hbs", ".ejs", ".pug", ".astro", ".vue", ".svelte", ".jsx", ".tsx", ".php", ".rst", ".adoc", ".ipynb"),
)
"""Endings of files that generators make pages of, and that are no guides. By hand."""

_DRAFT = re.compile(r"^(?:draft\s*[:=]\s*[\"']?(?:true|yes)|published\s*[:=]\s*[\"']?(?:false|no))\b", re.M | re.I)
_NO_EDIT = re.compile(r"^(?:editLink|editUrl|edit_url|custom_edit_url)\s*:\s*(?:false|null|~)\s*$", re.MULTILINE)
_WRITTEN_BY_TOOL = re.compile(
    r"(?:<!--|\{/\*|^#)[^\n]{0,80}\b(?:auto-?generated|automatically generated|do not edit)\b(?![^\n]{0,40}section)",
    re.I | re.M,
)
"""Fields of VitePress, Starlight and Docusaurus, and comments that tools leave."""

MAX_FIRST_COMMENT = 400
"""Letters in which a page says who wrote it. By hand."""

MAX_FRONT_MATTER = 8_000
"""Letters in which a page says that it is a draft. By hand."""


class SourceFiles(Protocol):
    """The files below the sources of a site."""

    def text(self, path: str) -> str:
        """Return the text of a file, "" where there is none."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether a file is there; a folder is none."""
        ...

    def names(self, folder: str) -> frozenset[str]:
        """Return the names of the files in a folder, none for a folder that is not there."""
        ...

    def is_ignored(self, path: str) -> bool:
        """Tell whether the sources leave a file out, so that it is made from others: ``.gitignore``."""
        ...

    def settings(self) -> Iterator[tuple[str, str]]:
        """Yield the names and texts of the files in which the site may keep redirects: ``netlify.toml``."""
        ...


class NoFiles:
    """The files of a site that nobody can read: guides that were never files."""

    def text(self, path: str) -> str:
        return ""

    def exists(self, path: str) -> bool:
        return False

    def names(self, folder: str) -> frozenset[str]:
        return frozenset()

    def is_ignored(self, path: str) -> bool:
        return False

    def settings(self) -> Iterator[tuple[str, str]]:
        return iter(())


def file_at(link: Link, guide: Guide, files: SourceFiles) -> str:
    """Return the path of the file that a link leads to and that is no guide, "" for none."""
    path = unquote(urlsplit(link.target.strip()).path)
    found = (name for place in _places(path, guide) for name in _names(place) if files.exists(name))
    return next(found, "") or next((made for place in _places(path, guide) if (made := _template(place, files))), "")


def is_made(link: Link, guide: Guide, files: SourceFiles) -> bool:
    """Tell whether a build makes the page that a link leads to: the sources leave its file out."""
    path = unquote(urlsplit(link.target.strip()).path)
    folder = "" if path.startswith("/") else posixpath.dirname(guide.path)
    place = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    return any(files.is_ignored(name) for name in _names(place) if name.endswith(PAGE_EXTENSIONS))


def _template(place: str, files: SourceFiles) -> str:
    """Return the path of the template that a generator makes the page at a place of, "" for none: ``install.md.tmpl``,
    ``about.astro``, ``about/index.html.erb``."""
    page = place.removesuffix(next((ending for ending in PAGE_EXTENSIONS if place.endswith(ending)), ""))
    folder, _, name = page.rpartition("/")
    for within, stem in ((folder, name), (page, "index")):
        for file in files.names(within):
            if file.startswith(f"{stem}.") and file.endswith(TEMPLATE_ENDINGS):
                return posixpath.join(within, file)
    return ""


def _places(path: str, guide: Guide) -> Iterator[str]:
    """Yield the paths in the sources that a path in a guide may mean."""
    folder = posixpath.dirname(guide.path)
    if not path.startswith("/"):
        for start in (folder, posixpath.splitext(guide.path)[0]):
            yield posixpath.normpath(posixpath.join(start, path))
        return
    parts = folder.split("/") if folder else []
    for depth in range(len(parts) + 1):
        for static in STATIC_FOLDERS:
            yield posixpath.normpath(posixpath.join(*parts[:depth], static, path.lstrip("/")))


def _names(place: str) -> Iterator[str]:
    """Yield the names of files of the page at a place in the sources; none outside of them."""
    if place.startswith("..") or place == ".":
        return
    yield place
    for extension in PAGE_EXTENSIONS:
        yield place.removesuffix(".html") + extension
        yield f"{place}/index{extension}"


def is_draft(path: str, text: str) -> bool:
    """Tell whether a page that is no guide is a draft."""
    return "_drafts" in path.split("/") or bool(_DRAFT.search(text[:MAX_FRONT_MATTER]))


def is_made_elsewhere(text: str) -> bool:
    """Tell whether a page says that nobody edits it: it has no link to its source, or a tool wrote it."""
    return bool(_NO_EDIT.search(front_matter(text)) or _WRITTEN_BY_TOOL.search(text[:MAX_FIRST_COMMENT]))


def front_matter(text: str) -> str:
    """Return the lines of front matter, YAML or TOML, at the beginning of a file; "" for none."""
    text = text[: MAX_FRONT_MATTER + 1].removeprefix("\ufeff")
    end = text.find(f"\n{text[:3]}", 3) if text[:3] in ("---", "+++") else -1
    return text[3:end] if end > 0 else ""
