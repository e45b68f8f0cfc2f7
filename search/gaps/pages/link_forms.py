"""Forms of links: what links have in common whose targets a site makes in one way, outside of the files read."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from corpus.guide import Link
from index.links import PAGE_EXTENSIONS

MIN_OF_FORM = 3
MIN_FORM_SHARE = 0.5
"""Different targets of one form that lead nowhere, and their share among all targets of that form, from which on the
form is the cause and not each link: the site makes what they lead to. By hand."""

MAX_FORM_FOLDERS = 3
"""Folders of an address that are a form. By hand."""

MIN_PAGES_OF_TARGET = 10
"""Pages that link a target in vain, from which on it is a form of its own: that many authors do not err alike. By hand;
Hugo's own documentation links its glossary by ``[term](g)`` from 285 pages."""

ONE_WORD, NAME, ABOVE, ELSEWHERE = "[…](#word)", "[…](name)", "../*", "[…](page of another folder)"
"""Forms of a link: to an anchor of one word in the same page, to a name without folder and extension, to a place above
the page, and to an address whose last segment alone is that of a guide."""

MIN_ELSEWHERE = 5
MIN_ELSEWHERE_SHARE = 0.6
MIN_RESPELT = 2
"""Different addresses of ELSEWHERE from which on, and their share among all addresses that lead nowhere from which on,
the site makes addresses of its own: pages that moved are fewer, and links to nothing do not name pages. And addresses
that are spelt unlike the file (``tutorial-react``, TutorialReact.md) from which on the site names its pages itself. By
hand."""

MIN_ABOVE = 20
"""Different targets of ABOVE that lead nowhere from which on addresses of the site are not those of its files. By hand:
a folder that moved breaks fewer."""

NAMED_PLACE = re.compile(r"#([^\W_]{1,60}[.:+])[^/]")
"""An anchor that is a name of something that the site knows: ``#config.x``."""

_NAME = re.compile(r"[\w.+-]{1,200}")
_FIRST_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Form:
    """The different targets of links of one form: those that lead somewhere, and those that do not with their pages."""

    sound: set[str] = field(default_factory=set)
    broken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def is_made_by_site(self, target: str) -> bool:
        """Tell whether most targets of the form, or this one on many pages, lead to nothing."""
        n_broken = len(self.broken)
        is_usual = n_broken >= MIN_OF_FORM and n_broken > MIN_FORM_SHARE * (n_broken + len(self.sound))
        return is_usual or len(self.broken.get(target, ())) >= MIN_PAGES_OF_TARGET


def forms_of(link: Link) -> list[str]:
    """Return the forms of a link, the widest first: what links have in common whose targets a site makes in one way.

    A form is the first word of an anchor that no heading has (``#config.*``), or of any in the same page (``#aria-*``)
    or ONE_WORD, a folder of an address from the root (``/api/*``, ``/api/v1/*``), ABOVE, or NAME; any other has none.
    """
    written = link.target.strip()
    if named := NAMED_PLACE.search(written):
        return [f"#{named.group(1)}*"]
    if written.startswith("#"):
        word = _FIRST_WORD.match(written[1:])
        return [] if word is None else [f"#{word.group()}*" if len(word.group()) < len(written) - 1 else ONE_WORD]
    try:
        path = urlsplit(written).path
    except ValueError:
        return []
    if path.startswith(("/", "@/")):
        folders = path.lstrip("@/").split("/")[:-1][:MAX_FORM_FOLDERS]
        return [f"/{'/'.join(folders[: depth + 1])}/*" for depth in range(len(folders))]
    if path.startswith("../"):
        return [ABOVE]
    return [NAME] if _NAME.fullmatch(path) and not path.lower().endswith(PAGE_EXTENSIONS) else []
