"""The generator of a site, told by its configuration, and with it the anchors of headings."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from corpus.files import SourceFile, open_regular
from corpus.heading_slugs import GITHUB, STYLES
from corpus.problems import Problem

MAX_BYTES = 200_000
"""Bytes of a configuration that are read. By hand."""

MAX_FOLDERS = 100
"""Folders of a source whose names of files are looked at. By hand."""

N_ABOVE = 2
"""Folders above a source that may hold its configuration: ``docs/`` beside ``mkdocs.yml``. By hand."""

MAX_FILES = 300
MAX_HEADINGS = 300
"""Files of a source, and headings of each, whose links are compared with the anchors of each style. By hand."""

MIN_LED = 5
MIN_BETTER = 1.1
"""How many more links must lead somewhere by a style than by GitHub's, and how many times as many. By hand."""

_FRAGMENT = re.compile(r"\]\(#([^()\s]{1,200})\)")
_HEADING = re.compile(r"^#{1,6}[ \t]{1,9}(\S.{0,300}?)[ \t#]{0,20}$", re.MULTILINE)
_MARKUP = re.compile(r"\]\([^()\n]{0,300}\)|[\[\]`*]|<[^<>\n]{1,200}>|\s{0,9}\{[#:][^{}\n]{0,200}\}$")
_SLUGIFY_CASE = re.compile(r"case[\"']?\s{0,9}[:=]\s{0,9}[\"']?lower")
_HEADING_TYPE = re.compile(r"auto(?:HeadingIDType|IDType)\s{0,9}[:=]\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)


def _mkdocs(text: str) -> str:
    if "pymdownx.slugs" in text:
        return "pymdown" if _SLUGIFY_CASE.search(text) or "uslugify" in text else "pymdown-cased"
    return "mkdocs-unicode" if "slugify_unicode" in text else "mkdocs"


def _hugo(text: str) -> str:
    match = _HEADING_TYPE.search(text)
    return "hugo-ascii" if match and match[1].lower() == "github-ascii" else "hugo"


def _config_toml(text: str) -> str:
    if re.search(r"^\s{0,9}base_url\s{0,9}=", text, re.MULTILINE):
        return "zola"
    return _hugo(text) if re.search(r"^\s{0,9}baseurl\s{0,9}[:=]", text, re.MULTILINE | re.IGNORECASE) else ""


def _config_yml(text: str) -> str:
    if re.search(r"^(?:new_post_name|source_dir|public_dir):", text, re.MULTILINE):
        return "hexo"
    if re.search(r"^(?:sphinx|execute|launch_buttons):", text, re.MULTILINE):
        return "sphinx"
    return "kramdown" if re.search(r"^\s{1,9}input:\s{0,9}[\"']?[Mm]arkdown\b", text, re.MULTILINE) else GITHUB


def _index_html(text: str) -> str:
    return "docsify" if "docsify" in text else ""


def _always(style: str) -> Callable[[str], str]:
    return lambda _: style


_CONFIGURATIONS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("mkdocs.yml", "mkdocs.yaml", "zensical.toml", "zensical.yml"), _mkdocs),
    **dict.fromkeys((".vitepress", ".vuepress"), _always("vitepress")),
    **dict.fromkeys(("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default"), _hugo),
    **dict.fromkeys(("config.toml", "config.yaml"), _config_toml),
    **dict.fromkeys(("book.toml",), _always("mdbook")),
    **dict.fromkeys(("_quarto.yml", "_bookdown.yml"), _always("pandoc")),
    **dict.fromkeys(("conf.py", "myst.yml"), _always("sphinx")),
    **dict.fromkeys(("make.jl",), _always("documenter")),
    **dict.fromkeys(
        ("docusaurus.config.js", "docusaurus.config.ts", "astro.config.mjs", "astro.config.ts"), _always(GITHUB)
    ),
    **dict.fromkeys(("next.config.js", "next.config.mjs", "gatsby-config.js", "nuxt.config.ts"), _always(GITHUB)),
    "_config.yml": _config_yml,
    "index.html": _index_html,
}
"""What tells the style of anchors, given the text of a file or folder of this name; "" for no generator's."""


_WRITTEN_BY_HAND = {name: style for name, style in STYLES.items() if name not in ("documenter", "docc")}
"""The styles that links within pages tell. Julia's and Swift's books always have what tells them."""


def heading_style(sources: Sequence[Path]) -> str:
    """Return the name of the style of anchors of the site whose content ``sources`` are; GitHub's for an unknown one.

    The configuration lies in a source, in one of its folders, or in a folder above it up to the repository's.
    """
    for source in sources:
        for folder in _folders(source):
            if style := _style_of(folder):
                return style
    return style_of_links(text for source in sources for text in _texts(source))


def style_of_links(texts: Iterable[str]) -> str:
    """Return the style by which most links within the pages ``texts`` lead to a heading.

    It is GitHub's where that is close, or where most of the links lead to no heading by any style. Case alone tells
    nothing: on GitHub, a link in capitals leads to the heading too.
    """
    led, exactly = Counter[str](), Counter[str]()
    n_links = 0
    for text in texts:
        fragments = Counter(unquote(fragment) for fragment in _FRAGMENT.findall(text))
        if not fragments:
            continue
        n_links += fragments.total()
        titles = [_MARKUP.sub("", title) for title in _HEADING.findall(text)[:MAX_HEADINGS]]
        for name, style in _WRITTEN_BY_HAND.items():
            slugs = {style.slug(title) for title in titles}
            lower = {slug.lower() for slug in slugs}
            led[name] += sum(n for fragment, n in fragments.items() if fragment.lower() in lower)
            exactly[name] += sum(n for fragment, n in fragments.items() if fragment in slugs)
    best, most = max(led.items(), key=lambda item: (item[1], exactly[item[0]]), default=("", 0))
    is_better = most >= MIN_LED + led[GITHUB] and most >= MIN_BETTER * led[GITHUB]
    return best if is_better and most * 2 >= n_links else GITHUB


def _texts(source: Path) -> Iterator[str]:
    """Yield the beginnings of the first Markdown files of a source."""
    n_files = 0
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in sorted(names):
            if name.lower().endswith((".md", ".mdx", ".markdown")):
                yield _text(Path(folder, name))
                n_files += 1
                if n_files == MAX_FILES:
                    return


def _folders(source: Path) -> Iterator[Path]:
    """Yield the folders that may hold the configuration of a source, the likeliest first."""
    if not source.is_dir():
        return
    source = source.resolve()
    yield source
    try:
        names = sorted(entry.name for entry in os.scandir(source) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    yield from (source / name for name in names[:MAX_FOLDERS] if not name.startswith(".") and name != "node_modules")
    folder = source
    for _ in range(N_ABOVE):
        if (folder / ".git").exists() or folder.parent == folder:
            return
        folder = folder.parent
        yield folder


def _style_of(folder: Path) -> str:
    """Return the style that the configuration in a folder tells, "" for none. DocC's books are folders."""
    if folder.suffix == ".docc" or next(folder.glob("*.docc"), None):
        return "docc"
    for name, style_of in _CONFIGURATIONS.items():
        path = folder / name
        if path.exists() and (style := style_of(_text(path))):
            return style
    return ""


def _text(path: Path) -> str:
    """Return the beginning of a file, "" for a folder and for a file that cannot be read. Never waits for a pipe."""
    stream = open_regular(SourceFile(path.name, 0, str(path)))
    if isinstance(stream, Problem):
        return ""
    with stream, suppress(OSError):
        return stream.read(MAX_BYTES).decode("utf-8", "replace")
    return ""
