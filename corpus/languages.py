"""The language of a page, from what it says of itself or from where it lies."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.plain_text import words
from corpus.slugs import split_name

_CODES = words(
    "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gu he hi hr hu hy"
    " id is it ja jv ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my nb ne nl nn no or pa pl ps pt"
    " ro ru si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi yo zh zu"
)
_AMBIGUOUS = words(
    "am ar as be bn cs da el et fil ga he hi id is it km kn la lo ml mn mr ms my nb ne nn no or pa"
    " ps si sk sl so sr ta te th tk tl vi"
)
"""Codes that are also words, tools or file types: believed only beside other languages."""

_NAMES = {
    "arabic": "ar", "bengali": "bn", "bulgarian": "bg", "burmese": "my", "catalan": "ca",
    "chinese": "zh", "chinese-simplified": "zh-CN", "chinese-traditional": "zh-TW",
    "croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "farsi": "fa", "finnish": "fi", "french": "fr", "german": "de", "greek": "el",
    "hebrew": "he", "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it",
    "japanese": "ja", "korean": "ko", "latvian": "lv", "lithuanian": "lt", "norwegian": "no",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "slovak": "sk", "slovakian": "sk", "slovenian": "sl", "spanish": "es",
    "swedish": "sv", "thai": "th", "turkish": "tr", "ukrainian": "uk", "urdu": "ur",
    "vietnamese": "vi", "español": "es", "français": "fr", "deutsch": "de",
}  # fmt: skip
_FOLDERS = words(
    "i18n l10n lang langs language languages locale locales localization localisation localized"
    " localizations translation translations"
)
_DOCUSAURUS = re.compile(r"\bdocusaurus-plugin-content-(\w+)/(?:current/)?")
"""The folder in which Docusaurus keeps what it translates of the folder ``docs`` or ``blog``."""

_TAG = re.compile(r"([a-z]{2,3})(?:[-_](hans|hant|cyrl|latn))?(?:[-_]([a-z]{2}|419))?$", re.IGNORECASE)
_NAME_SUFFIX = re.compile(r"(.+?)[._-]([a-z]{2,3}(?:[-_][a-z]{2,4})?)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def language_tag(text: str) -> str:
    """Return ``text`` as a language tag (``es``, ``pt-BR``), any English as ``en``; "" for no tag.

    >>> [language_tag(text) for text in ("EN_us", "zh_cn", "Spanish", "klingon")]
    ['en', 'zh-CN', 'es', '']
    """
    text = text.strip()
    if named := _NAMES.get(text.lower()):
        return named
    found = _TAG.match(text)
    if not found or found.group(1).lower() not in _CODES:
        return ""
    code, script, region = (part or "" for part in found.groups())
    if code.lower() == "en":
        return "en"
    parts = (code.lower(), script.title(), region.upper())
    return "-".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Located:
    """A path read for its language, and the path without it."""

    path: str
    lang: str = ""
    sure: bool = False
    rest: str = ""
    folder: str = ""
    """Of a file named by its language alone, as ``es.md``: where it lies."""


def by_path(paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the language ("" for none) and the path without it, for each of ``paths``.

    Whether ``ml/`` is Malayalam or machine learning shows only beside the others: such a code
    counts when the same page exists without it or in another language, and a file's whole name
    only where all names in its folder are languages.
    """
    located = [_locate(path) for path in paths]
    langs: dict[str, set[str]] = {}
    mixed: set[str] = set()
    for place in located:
        langs.setdefault(place.rest or place.path, set()).add(place.lang)
        if not place.folder:
            mixed.add(place.path.rpartition("/")[0])
    believed = {
        place.lang
        for place in located
        if place.lang and not place.sure and not place.folder and len(langs[place.rest]) > 1
    }
    answer = {}
    for place in located:
        sure = place.folder not in mixed if place.folder else place.sure or place.lang in believed
        answer[place.path] = (place.lang, place.rest) if place.lang and sure else ("", place.path)
    return answer


def _locate(path: str) -> _Located:
    *folders, name = path.split("/")
    for at, folder in enumerate(folders):
        lang = language_tag(folder)
        if lang:
            held = at > 0 and folders[at - 1].lower() in _FOLDERS
            rest = "/".join((*folders[: at - held], *folders[at + 1 :], name))
            return _Located(path, lang, held or _is_sure(folder), _DOCUSAURUS.sub(r"\1/", rest))
    return _by_name(path, "/".join(folders), name)


def _by_name(path: str, folder: str, name: str) -> _Located:
    """Read the language from ``index.es.md``, ``README-zh_CN.md`` or ``pt-BR.mdx``."""
    stem, suffix = split_name(name)
    if folder and (lang := language_tag(stem)):
        return _Located(path, lang, False, f"{folder}/index{suffix}", folder)
    found = _NAME_SUFFIX.match(stem)
    if found and (lang := language_tag(found.group(2))):
        dotted = stem[found.end(1)] == "."
        is_index = found.group(1).lower() in ("readme", "index", "_index")
        rest = f"{folder}/{found.group(1)}{suffix}".lstrip("/")
        return _Located(path, lang, (dotted or is_index) and _is_sure(found.group(2)), rest)
    return _Located(path, rest=path)


def _is_sure(text: str) -> bool:
    code = text.lower().replace("_", "-").partition("-")[0]
    return text.lower() in _NAMES or (len(code) == 2 and code not in _AMBIGUOUS)
