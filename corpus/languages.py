"""The language of a page, from a language tag or from its path."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.plain_text import word_set
from corpus.slugs import INDEX_NAMES, split_name

_CODES = word_set(
    "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gu he hi hr hu hy"
    " id is it ja jv ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my nb ne nl nn no or pa pl ps pt"
    " ro ru si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi yo zh zu"
)
_AMBIGUOUS = word_set(
    "am ar as be bn cs da el et fil ga he hi id is it km kn la lo ml mn mr ms my nb ne nn no or pa"
    " ps si sk sl so sr ta te th tk tl vi cn hk jp kr tw ua"
)
"""Codes that are also words, tools, countries or file types; a path with one needs other evidence."""

_COMMON_MISTAKES = {
    "cn": "zh-CN", "cz": "cs", "dk": "da", "gr": "el", "hk": "zh-HK", "jp": "ja", "kr": "ko", "ptbr": "pt-BR",
    "tw": "zh-TW", "ua": "uk", "vn": "vi", "zhcn": "zh-CN", "zhhans": "zh-Hans", "zhhant": "zh-Hant", "zhtw": "zh-TW",
}  # fmt: skip
"""Countries that stand for their language, and tags without their dash."""

MIN_TRANSLATED = 0.8
MIN_TRANSLATIONS = 3
"""Share and number of the pages in a folder of English text that have an original, from which they are translations
that nobody has written yet. By hand: 43 of 43 in Hexo's ``zh-tw/``, none of 8 in OpenSearch's ``pa/``."""

MAX_READ = 30
"""Pages of a folder that are read to find out its language. By hand."""

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
_DOCUSAURUS = re.compile(
    r"\bdocusaurus-plugin-content-(?P<kind>[a-z]{1,20})(?:-(?P<id>[\w-]{1,60}))?/(?:current/|(?P<version>version-))?"
)
"""The folder in which Docusaurus keeps translations of the folder ``docs`` or ``blog``, or of one by the name ``id``,
and of their versions."""

_TAG = re.compile(r"([a-z]{2,3})(?:[-_](hans|hant|cyrl|latn))?(?:[-_]([a-z]{2}|419))?$", re.IGNORECASE)
_NAME_SUFFIX = re.compile(r"(.+?)[._-]([a-z]{2,3}(?:[-_][a-z]{2,4})?|ptbr|zh[a-z]{2,4})$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def language_tag(text: str) -> str:
    """Return ``text`` as a language tag (``es``, ``pt-BR``), every English as ``en``; "" for any other text.

    >>> [language_tag(text) for text in ("EN_us", "zh_cn", "Spanish", "klingon")]
    ['en', 'zh-CN', 'es', '']
    """
    text = text.strip()
    if tag := _NAMES.get(text.lower()) or _COMMON_MISTAKES.get(text.lower()):
        return tag
    match = _TAG.match(text)
    if not match or match.group(1).lower() not in _CODES:
        return ""
    code, script, region = (part or "" for part in match.groups())
    if code.lower() == "en":
        return "en"
    parts = (code.lower(), script.title(), region.upper())
    return "-".join(part for part in parts if part)


Judge = Callable[[str, str], bool | None]
"""Tells of a path and a language whether the page is written in it; None for not known."""


@dataclass(frozen=True, slots=True)
class _PathLanguage:
    """A language that a path names."""

    path: str
    lang: str
    group: str
    """What the pages of the same name have in common: their folder, or the ending of their names."""
    neutral_path: str
    """The path without the language."""
    is_certain: bool = False
    """The path alone cannot mean anything but a language: ``locales/ml/``, or a code that is no word."""
    is_whole_name: bool = False
    """The whole name of the file is a language, as in ``es.md``."""


def languages_by_path(paths: Iterable[str], is_written_in: Judge = lambda _, __: None) -> dict[str, tuple[str, str]]:
    """Return for each of ``paths`` its language ("" for none) and the path without the language.

    ``ml/`` may be Malayalam or machine learning. A folder is a language if most of its pages are written in it, or if
    they are translations of other pages. Where neither is known, a code counts unless it is a common word. A file whose
    whole name is a code (``es.md``) counts only when all files of its folder are named so.
    """
    candidates = {path: list(_candidates(path)) for path in paths}
    n_pages = Counter(name for path, named in candidates.items() for name in {path, *_neutral_paths(named)})
    # Folders with at least one file that is not named after a language.
    mixed = {path.rpartition("/")[0] for path, named in candidates.items() if not any(n.is_whole_name for n in named)}
    groups: dict[str, list[_PathLanguage]] = {}
    for named in candidates.values():
        for place in named:
            groups.setdefault(place.group, []).append(place)
    languages = {
        group
        for group, places in groups.items()
        if not (places[0].is_whole_name and places[0].path.rpartition("/")[0] in mixed)
        and _is_language(places, n_pages, is_written_in)
    }
    return {path: _language(path, named, languages) for path, named in candidates.items()}


def _language(path: str, named: Sequence[_PathLanguage], languages: set[str]) -> tuple[str, str]:
    """Return the first language that ``path`` names; a second one of the same name leaves the path too."""
    place = next((place for place in named if place.group in languages), None)
    if place is None:
        return "", path
    again = next(_from_file_name(place.neutral_path), None)
    if again and not again.is_whole_name and again.lang.partition("-")[0] == place.lang.partition("-")[0]:
        return place.lang, again.neutral_path
    return place.lang, place.neutral_path


def _neutral_paths(named: Iterable[_PathLanguage]) -> Iterator[str]:
    return (place.neutral_path for place in named)


def _is_language(places: Sequence[_PathLanguage], n_pages: Counter[str], is_written_in: Judge) -> bool:
    """Return whether the pages of a group are translations, or written in the language of its name."""
    judged = [verdict for place in places[:MAX_READ] if (verdict := is_written_in(place.path, place.lang)) is not None]
    # The page of a folder itself is no evidence: every folder has one.
    named = [place for place in places if not _is_index(place.path) or place.group.endswith("*")]
    n_translated = sum(n_pages[place.neutral_path] > 1 for place in named)
    if places[0].is_certain and "/" in places[0].group and _is_in_locales(places[0].group):
        return True
    if judged:
        is_translated = len(named) >= MIN_TRANSLATIONS and n_translated >= MIN_TRANSLATED * len(named)
        return is_translated or sum(judged) * 2 > len(judged)
    return places[0].is_certain or n_translated > 0 or places[0].is_whole_name


def _candidates(path: str) -> Iterator[_PathLanguage]:
    """Yield the languages that the folders of ``path`` name, and then the one that its file name contains."""
    *folders, name = path.split("/")
    for at, folder in enumerate(folders):
        if lang := language_tag(folder):
            # ``locales/es/a.md``: the folder ``locales`` goes with the language.
            in_locales = at > 0 and folders[at - 1].lower() in _FOLDERS
            neutral = "/".join((*folders[: at - in_locales], *folders[at + 1 :], name))
            group = "/".join(folders[: at + 1])
            certain = in_locales or _is_certain(folder)
            yield _PathLanguage(path, lang, group, _DOCUSAURUS.sub(_original, neutral), certain)
    yield from _from_file_name(path)


def _original(translations: re.Match[str]) -> str:
    """Return the folder of which Docusaurus keeps translations in a folder."""
    name = translations["id"]
    if translations["version"]:
        return f"{name}_versioned_docs/version-" if name else "versioned_docs/version-"
    return f"{name or translations['kind']}/"


def _from_file_name(path: str) -> Iterator[_PathLanguage]:
    """Yield the language in ``index.es.md``, ``README-zh_CN.md`` or ``pt-BR.mdx``."""
    folder, _, name = path.rpartition("/")
    stem, suffix = split_name(name)
    if folder and (lang := language_tag(stem)):
        yield _PathLanguage(path, lang, f"{folder}/*", f"{folder}/index{suffix}", is_whole_name=True)
        return
    match = _NAME_SUFFIX.match(stem)
    if match and (lang := language_tag(match.group(2))):
        # "." before the code, or a file that is an index, is how generators mark languages; "-" may be any word.
        is_dotted = stem[match.end(1)] == "."
        is_index = match.group(1).lower() in INDEX_NAMES
        certain = (is_dotted or is_index) and _is_certain(match.group(2))
        neutral = f"{folder}/{match.group(1)}{suffix}".lstrip("/")
        group = f"{match.group(1) if is_index else ''}{stem[match.end(1) :].lower()}*"
        yield _PathLanguage(path, lang, group, neutral, certain)


def _is_index(path: str) -> bool:
    return split_name(path.rpartition("/")[2])[0].lower() in INDEX_NAMES


def _is_in_locales(folder: str) -> bool:
    return folder.split("/")[-2].lower() in _FOLDERS


def _is_certain(text: str) -> bool:
    """Return whether ``text`` is a language's name, or a two-letter code that is no common word."""
    code = text.lower().replace("_", "-").partition("-")[0]
    return text.lower() in _NAMES or text.lower() == "ptbr" or (len(code) == 2 and code not in _AMBIGUOUS)
