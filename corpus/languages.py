"""The language of a page, from a language tag or from its path."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.plain_text import word_set
from corpus.slugs import split_name

_CODES = word_set(
    "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gu he hi hr hu hy"
    " id is it ja jv ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my nb ne nl nn no or pa pl ps pt"
    " ro ru si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi yo zh zu"
)
_AMBIGUOUS = word_set(
    "am ar as be bn cs da el et fil ga he hi id is it km kn la lo ml mn mr ms my nb ne nn no or pa"
    " ps si sk sl so sr ta te th tk tl vi"
)
"""Codes that are also words, tools or file types; a path with one needs translations beside it."""

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
_FOLDERS = word_set(
    "i18n l10n lang langs language languages locale locales localization localisation localized"
    " localizations translation translations"
)
_DOCUSAURUS = re.compile(r"\bdocusaurus-plugin-content-(\w+)/(?:current/)?")
"""The folder in which Docusaurus keeps translations of the folder ``docs`` or ``blog``."""

_TAG = re.compile(r"([a-z]{2,3})(?:[-_](hans|hant|cyrl|latn))?(?:[-_]([a-z]{2}|419))?$", re.IGNORECASE)
_NAME_SUFFIX = re.compile(r"(.+?)[._-]([a-z]{2,3}(?:[-_][a-z]{2,4})?)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def language_tag(text: str) -> str:
    """Return ``text`` as a language tag (``es``, ``pt-BR``), every English as ``en``; "" for any other text.

    >>> [language_tag(text) for text in ("EN_us", "zh_cn", "Spanish", "klingon")]
    ['en', 'zh-CN', 'es', '']
    """
    text = text.strip()
    if tag := _NAMES.get(text.lower()):
        return tag
    match = _TAG.match(text)
    if not match or match.group(1).lower() not in _CODES:
        return ""
    code, script, region = (part or "" for part in match.groups())
    if code.lower() == "en":
        return "en"
    parts = (code.lower(), script.title(), region.upper())
    return "-".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _PathLanguage:
    """A path and the language that it names."""

    path: str
    lang: str = ""
    is_certain: bool = False
    """The path cannot mean anything but a language: ``locales/ml/``, or a code that is no word."""
    neutral_path: str = ""
    """The path without the language; "" where it names none."""
    folder: str = ""
    """The folder of a file whose whole name is a language, such as ``es.md``; "" for other files."""


def languages_by_path(paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return for each of ``paths`` its language ("" for none) and the path without the language.

    ``ml/`` may be Malayalam or machine learning. Such a code counts as a language only when the same page
    also exists without it or in another language. A file whose whole name is a code (``es.md``) counts only
    when all files of its folder are named so.
    """
    places = [_locate(path) for path in paths]
    # The languages of each page, by its path without the language.
    langs: dict[str, set[str]] = {}
    # Folders with at least one file that is not named after a language.
    mixed_folders: set[str] = set()
    for place in places:
        langs.setdefault(place.neutral_path or place.path, set()).add(place.lang)
        if not place.folder:
            mixed_folders.add(place.path.rpartition("/")[0])
    # Ambiguous codes that one page with translations confirms for all pages.
    confirmed = {
        place.lang
        for place in places
        if place.lang and not place.is_certain and not place.folder and len(langs[place.neutral_path]) > 1
    }
    languages = {}
    for place in places:
        is_language = place.is_certain or place.lang in confirmed
        if place.folder:
            is_language = place.folder not in mixed_folders
        counts = bool(place.lang) and is_language
        languages[place.path] = (place.lang, place.neutral_path) if counts else ("", place.path)
    return languages


def _locate(path: str) -> _PathLanguage:
    """Return the language that a folder of ``path`` names, else the one that its file name contains."""
    *folders, name = path.split("/")
    for at, folder in enumerate(folders):
        lang = language_tag(folder)
        if lang:
            # ``locales/es/a.md``: the folder ``locales`` goes with the language.
            in_locales = at > 0 and folders[at - 1].lower() in _FOLDERS
            neutral = "/".join((*folders[: at - in_locales], *folders[at + 1 :], name))
            return _PathLanguage(path, lang, in_locales or _is_certain(folder), _DOCUSAURUS.sub(r"\1/", neutral))
    return _from_file_name(path, "/".join(folders), name)


def _from_file_name(path: str, folder: str, name: str) -> _PathLanguage:
    """Return the language in ``index.es.md``, ``README-zh_CN.md`` or ``pt-BR.mdx``."""
    stem, suffix = split_name(name)
    if folder and (lang := language_tag(stem)):
        return _PathLanguage(path, lang, False, f"{folder}/index{suffix}", folder)
    match = _NAME_SUFFIX.match(stem)
    if match and (lang := language_tag(match.group(2))):
        # "." before the code, or a file that is an index, is how generators mark languages; "-" may be any word.
        is_dotted = stem[match.end(1)] == "."
        is_index = match.group(1).lower() in ("readme", "index", "_index")
        neutral = f"{folder}/{match.group(1)}{suffix}".lstrip("/")
        return _PathLanguage(path, lang, (is_dotted or is_index) and _is_certain(match.group(2)), neutral)
    return _PathLanguage(path)


def _is_certain(text: str) -> bool:
    """Return whether ``text`` is a language's name, or a two-letter code that is no common word."""
    code = text.lower().replace("_", "-").partition("-")[0]
    return text.lower() in _NAMES or (len(code) == 2 and code not in _AMBIGUOUS)
