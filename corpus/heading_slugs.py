"""The anchors that generators give to headings: each has a rule of its own for letters, signs and repeated headings."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from corpus.slugs import Anchors, heading_anchor

_PUNCTUATION = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
"""What VitePress and Hexo make dashes of. Source: ``slugify`` of @mdit-vue/shared, ``slugize`` of hexo-util."""

_DOCSIFY = re.compile(r"[\u2000-\u206f\u2e00-\u2e7f\\'!\"#$%&()*+,./:;<=>?@\[\]^`{|}~]")
_BEFORE_LETTER = re.compile(r"^[^a-zA-Z]+")
_DASHES = re.compile(r"-+")
_SPACE_OR_DASH = re.compile(r"[ \t\u00a0–—-]+")


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """How a generator makes anchors of headings."""

    slug: Callable[[str], str]
    repeated: str = "{name}-{number}"
    """The anchor of a heading whose slug is taken."""
    first: int = 1
    """The first number of a repeated one."""
    keeps_emoji: bool = False
    """Whether names of emoji (``:rocket:``) are a part of the anchor."""

    def anchors(self) -> Anchors:
        """Return the anchors of a new page; an empty one is always taken."""
        return Anchors(("",), self.repeated, self.first)


def _ascii(text: str) -> str:
    """Return ``text`` without accents and without what is no ASCII then."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")


def github(text: str) -> str:
    return heading_anchor(text) or "section"


def hugo(text: str) -> str:
    """Source: ``sanitizeAnchorName`` of Hugo's goldmark, type ``github``."""
    kept = (c for c in text.strip() if c in " -_" or c.isdecimal() or unicodedata.category(c)[0] == "L")
    return "".join(kept).lower().replace(" ", "-") or "heading"


def hugo_ascii(text: str) -> str:
    return hugo(_ascii(_without_accents(text)))


def python_markdown(text: str) -> str:
    """Source: ``slugify`` of Python-Markdown's extension ``toc``, the default of MkDocs."""
    return python_markdown_unicode(_ascii(text))


def python_markdown_unicode(text: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def pymdown(text: str) -> str:
    """Source: ``pymdownx.slugs.slugify`` with ``case: lower``."""
    return pymdown_cased(text).lower()


def pymdown_cased(text: str) -> str:
    return re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", text).strip()).replace(" ", "-")


def vitepress(text: str) -> str:
    slug = _PUNCTUATION.sub("-", _without_accents(text)).strip("-").lower()
    return f"_{slug}" if slug[:1].isdecimal() and slug[:1].isascii() else slug


def hexo(text: str) -> str:
    return _DASHES.sub("-", _PUNCTUATION.sub("-", _without_accents(text))).strip("-")


def docsify(text: str) -> str:
    """Source: ``slugify`` of docsify's compiler."""
    lower = re.sub("[A-Z]+", lambda match: match.group().lower(), unicodedata.normalize("NFC", text.strip()))
    slug = _DASHES.sub("-", re.sub(r"\s", "-", _DOCSIFY.sub("", lower)))
    return f"_{slug}" if slug[:1].isdecimal() and slug[:1].isascii() else slug


def mdbook(text: str) -> str:
    """Source: ``normalize_id`` of mdBook."""
    kept = "".join(c for c in text.strip() if c.isalnum() or c in "_-" or c.isspace())
    return re.sub(r"\s", "-", re.sub("[A-Z]+", lambda match: match.group().lower(), kept))


def zola(text: str) -> str:
    """Source: the crate ``slug``, whose transliteration of other scripts is left out."""
    signs = text if text.isascii() else "".join("-" if unicodedata.category(c)[0] in "PZ" else c for c in text)
    return re.sub("[^a-z0-9]+", "-", _ascii(signs).lower()).strip("-") or github(text)


def kramdown(text: str) -> str:
    """Source: ``basic_generate_id`` of kramdown, which Jekyll uses with ``input: markdown``."""
    return re.sub(r"[^a-zA-Z0-9 -]", "", _BEFORE_LETTER.sub("", text)).replace(" ", "-").lower() or "section"


def docutils(text: str) -> str:
    """Source: ``make_id`` of docutils."""
    return re.sub("[^a-z0-9]+", "-", _ascii(text.lower())).lstrip("-0123456789").rstrip("-")


def pandoc(text: str) -> str:
    """Source: the extension ``auto_identifiers`` of Pandoc."""
    kept = "".join(c for c in text.lower() if c.isalnum() or c in "_-." or c.isspace())
    joined = "-".join(kept.split())
    start = next((at for at, c in enumerate(joined) if c.isalpha()), len(joined))
    return joined[start:] or "section"


def documenter(text: str) -> str:
    """Source: ``slugify`` of Documenter.jl."""
    dashed = re.sub(r"\s+", "-", text).replace("&", "-and-")
    kept = "".join(c for c in dashed if unicodedata.category(c)[0] in "LP" or c.isdecimal())
    return re.sub("--+", "-", kept).strip("-")


def docc(text: str) -> str:
    """Source: ``urlReadableFragment`` of Swift-DocC."""
    dashed = "-".join(filter(None, _SPACE_OR_DASH.split(text)))
    return "".join(c for c in dashed if c == "-" or (c != "`" and unicodedata.category(c)[0] != "P"))


GITHUB = "github"
STYLES: Mapping[str, HeadingStyle] = {
    GITHUB: HeadingStyle(github, keeps_emoji=True),
    "hugo": HeadingStyle(hugo),
    "hugo-ascii": HeadingStyle(hugo_ascii),
    "mkdocs": HeadingStyle(python_markdown, "{name}_{number}"),
    "mkdocs-unicode": HeadingStyle(python_markdown_unicode, "{name}_{number}"),
    "pymdown": HeadingStyle(pymdown, "{name}_{number}"),
    "pymdown-cased": HeadingStyle(pymdown_cased, "{name}_{number}"),
    "vitepress": HeadingStyle(vitepress),
    "hexo": HeadingStyle(hexo),
    "docsify": HeadingStyle(docsify),
    "mdbook": HeadingStyle(mdbook),
    "zola": HeadingStyle(zola),
    "kramdown": HeadingStyle(kramdown),
    "sphinx": HeadingStyle(docutils, "id{number}"),
    "pandoc": HeadingStyle(pandoc),
    "documenter": HeadingStyle(documenter, first=2),
    "docc": HeadingStyle(docc),
}
"""By the names that the setting ``anchors`` takes. ``github`` is also the style of Docusaurus, Starlight, Astro,
Nextra, Gatsby and Jekyll."""


def style_named(name: str) -> HeadingStyle:
    return STYLES.get(name, STYLES[GITHUB])
