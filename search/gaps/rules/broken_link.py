"""Rule ``broken-link``: a link to a guide, or to an anchor of one, that does not exist, or to a draft.

[probes](kubernetes.md#probs)     # the guide has #probes

Links with one cause are one finding: most links of one form, the same link in translations of a page, one target in
several guides, several targets in one guide, or several addresses in one folder or anchors of one page.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from corpus.guide import Guide, Link
from index.analysis import name_key
from index.links import MISSING, PAGE_EXTENSIONS, Target, address_of_page, last_segment
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import DAY_MINUTES, Group, Grouping, by_subject
from search.gaps.pages.anchors import anchor_key
from search.gaps.pages.files import file_at, is_draft
from search.gaps.pages.kinds import POST, RELEASE
from search.gaps.pages.link_forms import (
    ABOVE,
    ELSEWHERE,
    MIN_ABOVE,
    MIN_ELSEWHERE,
    MIN_ELSEWHERE_SHARE,
    MIN_OF_FORM,
    MIN_RESPELT,
    NAME,
    NAMED_PLACE,
    Form,
    forms_of,
)
from search.gaps.rule import Rule
from search.gaps.site import Site

TARGET = "{guides:,} guides link {first.subject}, and it leads nowhere from any of them"
GUIDE = "{n} links of {about.guide.title!r} lead to what is not there"
FOLDER = "{kinds} addresses below /{key[1]} are linked, where no guide is"
PAGE = "{about.target.guide.title!r} has none of {kinds} places that links name"
FORM = "{n:,} links of the form {key[1]} in {guides:,} guides lead to no guide: the site may make these pages"

MAX_SEPARATE = 2
"""Different guides, targets or addresses up to which links with something in common stay separate. By hand."""

MIN_RATIO = 0.5
"""Missing pages for each guide of a folder from which on the folder itself is the cause. By hand."""

FORM_CONFIDENCE = 0.3
"""Confidence that links of a form are broken. By hand."""

MINUTES_PER_ADDRESS = 2
"""By hand."""

MAX_ANCHORS = 3
"""Anchors of a guide that a fix names. By hand."""

FIX = "write it, or take the link away; if the site makes it, put it under gaps: pages"
FIX_EACH = "link at each line what is meant there"
FIX_DRAFT = "publish it, or take the link away"
FIX_FOLDER = "if the site makes these pages, put /{key[1]}/* under gaps: pages; else write them or mend the links"
FIX_FORM = "follow one on the site: if it works, put {key[1]} under gaps: pages, else mend the links"
FIX_NO_ANCHORS = "take the part from the # on away: the page has no headings"
FIX_ABOVE = (
    "follow one on the site: if it works, say how its addresses are made under site: url_pattern; else mend them"
)
FIX_GROUP = "mend what they have in common: often the folder"

MAX_TAGS = 10_000
"""Tags of a template in one file of which the text behind is known. By hand."""

MAX_COMPARED = 300
"""Characters of an address that are compared with the text behind a tag. By hand."""

_TAG_END = re.compile(r"(?<=[}%>]\})")
"""The place behind a tag of a template: ``}}``, ``%}`` or ``>}}``."""

_CONTRIBUTION = re.compile(r"#[a-z1A-Z]{3,20}-[\w-]{1,60}")
"""What all-contributors links for a contribution that is no page: ``#design-name``."""

_REFERENCE = re.compile(r"""ref\s{1,9}(?:path=)?["'`]([^"'`\s/]{1,200})["'`]""")
"""A name alone, which Hugo looks for in all folders: ``{{< relref "name" >}}``."""

_IS_URL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link of a guide to a target that does not exist; ``draft`` is the path of the draft that it leads to."""

    guide: Guide
    link: Link
    target: Target
    draft: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The missing address, or guide id and anchor, as a key."""
        if self.target.guide is not None:
            return (self.target.guide.id, self.target.fragment)
        return (self.target.address,)

    @property
    def place(self) -> Place:
        return Place(self.guide.path, self.link.line, self.link.target)


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per broken link, in order of place; links to one missing address have one key."""
    broken_links, forms = _broken_links(site)
    elsewhere = _elsewhere(site, broken_links)
    for broken in sorted(broken_links, key=lambda broken: broken.place):
        fix = _single_fix(site, broken)
        form = "" if broken.draft else _made_form(broken, forms)
        if not form and broken.target.address in elsewhere:
            form = ELSEWHERE
        yield Gap(
            key=broken.missing,
            place=Place(broken.guide.path, broken.link.line),
            message=_message(broken),
            evidence=(broken.place,),
            fix=fix or FIX,
            subject=broken.link.target,
            in_group=": ".join(filter(None, (broken.link.target, fix))),
            minutes=MINUTES_PER_ADDRESS,
            shares=(Share("form", ("form:", form)),) if form else tuple(_shares(site, broken)),
            explained_by=_causes(site, broken),
            about=broken,
        )


def _causes(site: Site, broken: BrokenLink) -> frozenset[tuple[str, str]]:
    """Return the guide that nobody wrote where a link leads to one: both are mended at once."""
    is_unwritten = not broken.draft and site.is_unwritten(broken.link, broken.target)
    return frozenset({("guide", name_key(broken.link.text))} if is_unwritten else ())


def _broken_links(site: Site) -> tuple[list[BrokenLink], Mapping[str, Form]]:
    """Return the broken links, and the targets of all links by their forms."""
    broken_links: list[BrokenLink] = []
    forms: dict[str, Form] = defaultdict(Form)
    judged = {guide.id for guide in site.judged(RULE)}
    made: dict[str, _MadeAddresses] = {}
    for guide, link, target in site.links:
        path: str | None = None  # of a draft, "" for nothing, None for what readers can open
        if not _is_sound(site, guide, link, target):
            if guide.id not in made:
                made[guide.id] = _MadeAddresses(site.written(guide))
            if not _is_made(site, guide, link, made[guide.id]):
                path = _file_at(site, guide, link, target)
        for name in forms_of(link):
            if path is None:
                forms[name].sound.add(link.target)
            elif not path:
                forms[name].broken[link.target].add(guide.slug)
        if path is not None and guide.id in judged:
            broken_links.append(BrokenLink(guide, link, target, path))
    prefixes = _made_prefixes(site, broken_links)
    return [broken for broken in broken_links if _prefix(site, broken.target) not in prefixes], forms


def _made_prefixes(site: Site, broken_links: Sequence[BrokenLink]) -> frozenset[str]:
    """Return what the site puts before the anchors of its headings: ``h`` of ``#h-setup``, where that is usual."""
    prefixed = {(prefix, broken.missing) for broken in broken_links if (prefix := _prefix(site, broken.target))}
    counts = Counter(prefix for prefix, _ in prefixed)
    return frozenset(prefix for prefix, n in counts.items() if n >= MIN_OF_FORM)


def _prefix(site: Site, target: Target) -> str:
    """Return the first word of an anchor where the others are an anchor of the guide, "" elsewhere."""
    first, _, rest = target.fragment.partition("-")
    return first if target.guide is not None and rest and site.anchors.has(target.guide, rest) else ""


def _elsewhere(site: Site, broken_links: Sequence[BrokenLink]) -> frozenset[str]:
    """Return the missing addresses that the site makes: where most name a guide by its file or title, all in their
    folders; else those that name a guide unlike its file, and where there are many all in their folders. A few others
    may have moved."""
    langs = {broken.target.address: broken.guide.lang for broken in broken_links if broken.target.kind == MISSING}
    named = {address: guide for address, lang in langs.items() if (guide := site.addresses.named(address, lang))}
    if len(named) >= MIN_ELSEWHERE and len(named) >= MIN_ELSEWHERE_SHARE * len(langs):
        folders = {_folder(address) for address in named}
        return frozenset(address for address in langs if _folder(address) in folders)
    respelt = {a for a, guide in named.items() if last_segment(a) != last_segment(address_of_page(guide.path))}
    if len(respelt) >= MIN_ELSEWHERE:
        folders = {_folder(address) for address in respelt}
        respelt |= {address for address in langs if _folder(address) in folders}
    return frozenset(respelt if len(respelt) >= MIN_RESPELT else ())


def _folder(address: str) -> str:
    return address.rpartition("/")[0]


def _made_form(broken: BrokenLink, forms: Mapping[str, Form]) -> str:
    """Return the widest form of a link of which the site makes the targets, "" for none."""
    written = broken.link.target
    if broken.target.guide is not None and not written.startswith("#") and not NAMED_PLACE.search(written):
        return ""
    # A relative address may lead into a folder that the site makes: ``../../api/`` where it makes ``/api/*``.
    folder = next((part for part in urlsplit(written).path.split("/") if part.strip(".")), "")
    names = [*forms_of(broken.link), f"/{folder}/*"]
    if ABOVE in forms and len(forms[ABOVE].broken) < MIN_ABOVE:
        names = [name for name in names if name != ABOVE]
    return next((name for name in names if name in forms and forms[name].is_made_by_site(written)), "")


def _shares(site: Site, broken: BrokenLink) -> Iterator[Share]:
    target = broken.target
    yield Share("page", ("in:", broken.guide.page, broken.link.target))
    yield Share("target", ("everywhere:", broken.link.target))
    yield Share("guide", ("guide:", broken.guide.id))
    folder = target.address.rpartition("/")[0]
    if target.guide is not None:
        yield Share("anchors", ("page:", target.guide.id))
    elif folder:
        yield Share("folder", ("folder:", folder), site.addresses.n_guides_in(folder))
    yield Share("address", broken.missing)


def _is_sound(site: Site, guide: Guide, link: Link, target: Target) -> bool:
    if target.guide is not None:
        # An address without a language leads to the translation of the page that the reader is on.
        translation = site.by_page_and_lang.get((target.guide.page, guide.lang), target.guide)
        is_there = any(site.anchors.has(page, target.fragment) for page in (target.guide, translation))
        is_there = is_there or (link.target.startswith("#") and anchor_key(target.fragment) in site.book_anchors)
        return is_there or target.fragment.lower() in site.labels or (bool(site.labels) and "." in target.fragment)
    # Sphinx resolves names of places and of objects in code, and reports those that it does not know itself.
    return link.target.lower() in site.labels or (bool(site.labels) and NAME in forms_of(link))


class _MadeAddresses:
    """What templates and tools make of addresses in a file."""

    def __init__(self, written: str) -> None:
        ends = (match.end() for match in islice(_TAG_END.finditer(written), MAX_TAGS))
        self._texts = sorted({written[end : end + MAX_COMPARED] for end in ends})
        self.has_tags = "{{" in written or "{%" in written
        self.has_contributors = "ALL-CONTRIBUTORS-LIST" in written
        self.references = frozenset(_REFERENCE.findall(written) if self.has_tags else ())

    def begins_with_tag(self, address: str) -> bool:
        """Tell whether a tag of a template makes the beginning of an address: ``{{ site.repository }}/blob/main``."""
        begin = address[:MAX_COMPARED]
        at = bisect_left(self._texts, begin)
        return at < len(self._texts) and self._texts[at].startswith(begin)


def _is_made(site: Site, guide: Guide, link: Link, made: _MadeAddresses) -> bool:
    """Tell whether a template makes a part of an address (``docs//start`` of ``docs/{{ version }}/start``), Hugo finds
    the page by its name alone, or a tool wrote a table of contributors."""
    path = link.target.partition("#")[0]
    if made.has_tags and "//" in path[1:]:
        return True
    if made.has_contributors and _CONTRIBUTION.fullmatch(link.target):
        return True
    if link.target in made.references or path in made.references:
        return site.addresses.named(address_of_page(path), guide.lang) is not None
    return made.begins_with_tag(link.target)


def _file_at(site: Site, guide: Guide, link: Link, target: Target) -> str | None:
    """Return the path of the draft that a link leads to, "" for nothing, None for a file that readers can open."""
    if target.kind != MISSING or not (path := file_at(link, guide, site.files)):
        return ""
    return path if path.endswith(PAGE_EXTENSIONS) and is_draft(path, site.files.text(path)) else None


def _message(broken: BrokenLink) -> str:
    if (guide := broken.target.guide) is not None:
        return f"{guide.title!r} has no place called #{broken.target.fragment}"
    if broken.draft:
        return f"the link {broken.link.text!r} leads to a draft: {broken.draft}"
    return f"the link {broken.link.text!r} leads to {broken.link.target}, where no guide is"


def _path(gap: Gap) -> str:
    return gap.place.path


def _page_of(gap: Gap) -> str:
    guide: Guide = gap.about.guide
    return guide.page


def _subject(gap: Gap) -> str:
    return gap.subject


def _missing(gap: Gap) -> tuple[str, ...]:
    return gap.key


OTHER = {"minutes": lambda group: min(DAY_MINUTES, MINUTES_PER_ADDRESS * len(set(map(_missing, group.gaps))))}
SAME = {**OTHER, "evidence": by_subject}
"""Fields of groups with several targets, which may each have a fix, and of those with one target."""

ONE_PAGE = {
    **SAME,
    "waiting": 1,
    "shares": lambda group: group.gaps[0].shares[1:],
    "about": lambda group: group.gaps[0].about,
}
"""Fields of one link in the languages of a page, which is a link of the first of them in the groups that follow."""

OF_FORM = {**OTHER, "confidence": FORM_CONFIDENCE, "shares": (Share("forms", ("forms",)),)}


def _names_of_forms(group: Group) -> str:
    return ", ".join(gap.subject for gap in group.gaps[:MAX_ANCHORS]) + (" …" if len(group.gaps) > MAX_ANCHORS else "")


def _message_of_forms(group: Group) -> str:
    names = _names_of_forms(group)
    return (
        f"{group.n_atoms:,} links of {len(group.gaps)} forms lead to no guide: the site may make these places: {names}"
    )


def _fix_of_form(group: Group) -> str:
    return FIX_ABOVE if group.key[1] in (ABOVE, ELSEWHERE) else group.text(FIX_FORM)


def _fix_of_forms(group: Group) -> str:
    return f"follow one of each on the site: if it works, put its form under gaps: pages: {_names_of_forms(group)}"


def _fix_of_target(group: Group) -> str:
    first = group.gaps[0]
    if first.subject.startswith("#"):
        return "give the place that anchor, link what is there, or take the links away"
    if first.fix != FIX:
        return first.fix
    return f"write what they lead to; if the site's own software makes it, put {first.subject} under gaps: pages"


def _fix_each(group: Group) -> str:
    return FIX_EACH if all(gap.fix != FIX for gap in group.gaps) else FIX_GROUP


def _single_fix(site: Site, broken: BrokenLink) -> str:
    """Return the fix of one link; "" where no similar address and no guide of that name is known."""
    if broken.draft:
        return FIX_DRAFT
    if broken.target.guide is not None:
        return _anchor_fix(site, broken)
    named = site.resolver.named(broken.link.text)
    guide = site.addresses.nearest(broken.target.address, broken.guide.lang) or (named[0] if len(named) == 1 else None)
    return f"link {guide.title!r} if that is meant: {guide.path}" if guide else ""


def _anchor_fix(site: Site, broken: BrokenLink) -> str:
    guide, fragment = broken.target.guide or broken.guide, broken.target.fragment
    if _IS_URL.match(fragment):
        return "take the # before the address away"
    if anchor := site.anchors.nearest(guide, fragment):
        return f"link #{anchor}, the nearest"
    anchors = [f"#{section.anchor}" for section in guide.sections if section.anchor][:MAX_ANCHORS]
    return f"link a place that it has: {_enumeration(anchors)}" if anchors else FIX_NO_ANCHORS


def _enumeration(anchors: Sequence[str]) -> str:
    return ", ".join(anchors) + (" and others" if len(anchors) == MAX_ANCHORS else "")


RULE = Rule(
    name="broken-link",
    severity="error",
    summary="a link to a guide, or to a heading, that is not there",
    check=check,
    minutes=MINUTES_PER_ADDRESS,
    worth=2.0,
    meaning="A reader who clicks lands on an error page, or at the top of a page instead of the place that was meant.",
    precision=0.85,
    leaves_out_few=frozenset({POST, RELEASE}),
    groupings=(
        Grouping("form", FORM, _fix_of_form, "{key[1]}", 0, fields=OF_FORM),
        Grouping("forms", _message_of_forms, _fix_of_forms, _names_of_forms, 1),
        Grouping("page", "{first.message}", "{first.fix}", "{first.subject}", 1, fields=ONE_PAGE),
        Grouping("target", TARGET, _fix_of_target, "{first.subject}", MAX_SEPARATE, differs=_path, fields=SAME),
        Grouping("guide", GUIDE, _fix_each, "{about.guide.title}", MAX_SEPARATE, differs=_subject, fields=OTHER),
        Grouping("folder", FOLDER, FIX_FOLDER, "{first.subject}", MAX_SEPARATE, MIN_RATIO, _missing, fields=OTHER),
        Grouping("anchors", PAGE, _fix_each, "{first.subject}", MAX_SEPARATE, differs=_missing, fields=OTHER),
        Grouping("address", "{first.message}", "{first.fix}", "{first.subject}", 1, fields=SAME),
    ),
    default=True,
)
