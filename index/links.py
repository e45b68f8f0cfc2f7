"""Names and links to the guides to which they lead."""

import posixpath
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from corpus.guide import Guide
from corpus.markdown.dialects import WIKI
from index.analysis import name_key


class Resolver:
    """Finds guides by the names and links that other guides use for them."""

    def __init__(self, guides: Sequence[Guide]) -> None:
        self._by_id = {guide.id: guide.id for guide in guides}
        self._by_path: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._by_file: dict[str, str] = {}
        for guide in guides:
            self._by_path.setdefault(guide.path, guide.id)
            self._by_file.setdefault(name_key(posixpath.basename(guide.path).rpartition(".")[0]), guide.id)
            for address in (guide.url, *guide.old_addresses):
                if address:
                    self._by_path.setdefault(address.strip("/"), guide.id)
        for names in (_first_names, _other_names):
            for guide in guides:
                for name in names(guide):
                    self._by_name.setdefault(f"{guide.lang} {name_key(name)}", guide.id)

    def named(self, name: str, source: Guide) -> str:
        """Return the id of the guide with this slug, title, skill or alias, ``""`` for none.

        A guide in the language of ``source`` comes before one in English; slugs and titles come before other names.
        """
        for lang in (source.lang, "en"):
            id_ = name if lang == "en" else f"{lang}:{name}"
            guide_id = self._by_id.get(id_) or self._by_name.get(f"{lang} {name_key(name)}")
            if guide_id:
                return guide_id
        return ""

    def linked(self, target: str, source: Guide) -> str:
        """Return the id of the guide to which a link in ``source`` leads, ``""`` when it leads elsewhere."""
        parts = urlsplit(target)
        if target.startswith(WIKI):
            return self._wiki(unquote(parts.path), source)
        if parts.scheme or parts.netloc or not parts.path:
            return ""
        path = unquote(parts.path)
        folder = "" if path.startswith("/") else posixpath.dirname(source.path)
        address = posixpath.normpath(posixpath.join(folder, path.strip("/"))).strip("/")
        for candidate in _candidates(address):
            guide_id = self._by_path.get(candidate) or self._by_id.get(candidate.lower())
            if guide_id:
                return guide_id
        # A link may be relative to the address of the page, which its slug gives, and not to the file.
        slug_folder = posixpath.dirname(source.slug)
        return self._by_id.get(posixpath.normpath(posixpath.join(slug_folder, path)).lower(), "")

    def _wiki(self, name: str, source: Guide) -> str:
        """Return the id of the guide of a wiki link, which has a path, the name of a file or the name of a guide."""
        by_path = next((self._by_path[f"{name}{end}"] for end in ("", ".md") if f"{name}{end}" in self._by_path), "")
        return by_path or self._by_file.get(name_key(name), "") or self.named(name, source)


def _first_names(guide: Guide) -> Sequence[str]:
    return (guide.slug, guide.title)


def _other_names(guide: Guide) -> Sequence[str]:
    return (guide.skill, *guide.aliases)


def _candidates(address: str) -> list[str]:
    """Return the paths and slugs to which an address may lead, likeliest first."""
    stem = address.rsplit(".", 1)[0] if "." in posixpath.basename(address) else address
    candidates = [address, stem, *(f"{stem}{end}" for end in (".md", ".mdx", ".html"))]
    candidates += [f"{address}/{name}.md" for name in ("index", "_index", "README")]
    while "/" in stem:  # a slug has lost the folders that all files share
        stem = stem.split("/", 1)[1]
        candidates.append(stem)
    return candidates
