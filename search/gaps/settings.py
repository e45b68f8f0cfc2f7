"""The settings of the rules."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.problems import GuidedexError

LOOKALIKES = (
    ("Next.js", "Nuxt.js", "Nest.js"),
    ("React", "Preact"),
    ("Redis", "Redux"),
    ("Bazel", "Babel"),
    ("MySQL", "NoSQL", "MSSQL"),
    ("Vitess", "Vitest"),
    ("Flask", "Flash"),
    ("Apache Flume", "Apache Flink"),
    ("Angular", "AngularJS"),
    ("unit testing", "UI testing"),
)
"""Names about one letter apart that are different things: none is a misspelling of another. By hand."""

RETIRED_RULES = {
    "duplicate-section": "what it found is usually repeated by intent",
    "orphan-guide": "what leads readers to a guide is seldom in the files",
    "thin-section": "notes such as \"to be written\" are found by 'placeholder', and `page_types` ask for sections",
}
"""Rules that are no more, each with the reason or the rule to use: read on foreign sites, editors would have acted on
less than two of five of their findings."""

RETIRED_SETTINGS = {"thin_words": "thin-section"}
"""Keys under ``gaps:`` of retired rules."""

MIN_TEMPLATE_GUIDES = 3
"""Guides that share a text from which on it is boilerplate. By hand: two guides share a copy, three a template."""


@dataclass(frozen=True, slots=True)
class SectionSchema:
    """A section of a page type; ``names`` are its accepted headings, and the first of them is proposed."""

    names: tuple[str, ...]
    required: bool = True
    min_words: int = 0


@dataclass(frozen=True, slots=True)
class PageType:
    """A kind of guide and the sections of such guides, in this order when ``ordered``.

    The type applies to guides of one of ``categories`` with a path below one of ``paths``; an empty tuple accepts all.
    """

    name: str
    sections: tuple[SectionSchema, ...]
    categories: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    min_questions: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding id that is accepted for a reason, up to and including the ISO date ``until``."""

    finding: str
    reason: str
    until: str

    def __post_init__(self) -> None:
        if not (self.finding and self.reason.strip() and self.until):
            raise GuidedexError(
                f"cannot use the waiver of {self.finding or 'nothing'!r}: "
                "a waiver has the id of a finding, a reason, and the date until which it holds"
            )


@dataclass(frozen=True, slots=True)
class GapSettings:
    """The settings of the rules. Every default is set by hand; sites change them under ``gaps:`` in guidedex.yaml."""

    rules: tuple[str, ...] = ()
    """Rules to run when none are named; empty for the default rules."""
    base_url: str = ""
    url_pattern: str = "/guides/{slug}"
    pages: tuple[str, ...] = ()
    """Addresses of the site that exist without a guide: ``/about``, ``/reference/*``."""
    leave_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a rule, or every rule under ``all``, does not judge: folders, files, page types, and kinds of pages."""
    stale_after_days: int = 365
    shared_by: int = MIN_TEMPLATE_GUIDES
    """Guides that share a text from which on it is boilerplate."""
    weak_results: int = 3
    """A search with at least one result and fewer than this is weak."""
    weak_click_share: float = 0.02
    """A search that is followed by a click in a smaller share of cases is weak."""
    min_searches: int = 2
    """How often a query must be searched to be a finding."""
    learned_share: float = 0.95
    """The share of a category's guides that must have a section for its absence to be a gap; all but one is enough."""
    learned_from: int = 8
    """The number of guides of a category that must have a section for it to be a usual one."""
    duplicate_likeness: float = 0.0
    """How far the cosine of two questions must stand out, 0 to 1; 0 takes the value chosen on labelled pairs."""
    page_types: tuple[PageType, ...] = ()
    skills: tuple[str, ...] = ()
    """Names of skills that the site means to cover; they are looked for in the text of the guides."""
    ambiguous: tuple[str, ...] = ()
    """Names that are also ordinary words, in addition to ``name_context.AMBIGUOUS_NAMES``."""
    lookalikes: tuple[tuple[str, ...], ...] = LOOKALIKES
    waivers: tuple[Waiver, ...] = ()
    retired: tuple[str, ...] = ()
    """Keys of the settings that have no effect any more."""


def retired(names: Collection[str]) -> Iterator[str]:
    """Yield a sentence about each retired rule and setting among ``names``, in order."""
    for name in sorted(set(names)):
        if reason := RETIRED_RULES.get(name):
            yield f"{name!r} is no rule any more and was left out: {reason}"
        elif rule := RETIRED_SETTINGS.get(name):
            yield f"gaps: {name} has no effect any more: it belonged to the rule {rule!r}"
