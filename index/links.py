"""Which guide a name or a link means."""

import posixpath
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from corpus.guide import Guide
from corpus.markdown.dialects import WIKI
from index.analysis import name_key


class Resolver:
    """Finds guides by what other guides call them."""

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

    def named(self, name: str, asking: Guide) -> str:
        """Return the id of the guide that ``name`` (slug, title, skill or alias) means, ``""`` for none.

        A guide in the language of ``asking`` comes before one in English.
        """
        for lang in (asking.lang, "en"):
            id_ = name if lang == "en" else f"{lang}:{name}"
            found = self._by_id.get(id_) or self._by_name.get(f"{lang} {name_key(name)}")
            if found:
                return found
        return ""

    def linked(self, target: str, asking: Guide) -> str:
        """Return the id of the guide that a link leads to, ``""`` when it leads elsewhere."""
        parts = urlsplit(target)
        if target.startswith(WIKI):
            return self._wiki(unquote(parts.path), asking)
        if parts.scheme or parts.netloc or not parts.path:
            return ""
        path = unquote(parts.path)
        folder = "" if path.startswith("/") else posixpath.dirname(asking.path)
        place = posixpath.normpath(posixpath.join(folder, path.strip("/"))).strip("/")
        for candidate in _candidates(place):
            found = self._by_path.get(candidate) or self._by_id.get(candidate.lower())
            if found:
                return found
        own_folder = posixpath.dirname(asking.slug)
        return self._by_id.get(posixpath.normpath(posixpath.join(own_folder, path)).lower(), "")

    def _wiki(self, name: str, asking: Guide) -> str:
        """Return the id of the guide that a wiki link names: by its path, its file's name or its own."""
        by_path = next((self._by_path[f"{name}{end}"] for end in ("", ".md") if f"{name}{end}" in self._by_path), "")
        return by_path or self._by_file.get(name_key(name), "") or self.named(name, asking)


def _first_names(guide: Guide) -> Sequence[str]:
    return (guide.slug, guide.title)


def _other_names(guide: Guide) -> Sequence[str]:
    return (guide.skill, *guide.aliases)


def _candidates(place: str) -> list[str]:
    """Return the paths and slugs that an address may stand for."""
    stem = place.rsplit(".", 1)[0] if "." in posixpath.basename(place) else place
    found = [place, stem, *(f"{stem}{end}" for end in (".md", ".mdx", ".html"))]
    found += [f"{place}/{name}.md" for name in ("index", "_index", "README")]
    while "/" in stem:
        stem = stem.split("/", 1)[1]
        found.append(stem)
    return found
