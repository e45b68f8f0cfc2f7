"""What an editor may decide about the rules."""

from dataclasses import dataclass

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
"""Names one letter apart that are different things: never taken for one another's misspelling."""


@dataclass(frozen=True, slots=True)
class SectionSchema:
    """A section that a page type has: ``names`` are the headings it goes by, the first to be
    proposed."""

    names: tuple[str, ...]
    required: bool = True
    min_words: int = 0


@dataclass(frozen=True, slots=True)
class PageType:
    """A kind of guide, and what such guides have, in order when ``ordered``.

    It applies to the guides of ``categories`` whose path is below one of ``paths``; to all when
    both are empty.
    """

    name: str
    sections: tuple[SectionSchema, ...]
    categories: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    min_questions: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is accepted until the end of ``until``, an ISO date, for a reason."""

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
    """The rules' settings; every one has a default that suits a site of guides."""

    rules: tuple[str, ...] = ()
    """Rules that run when none are named: the default ones when empty."""
    base_url: str = ""
    url_pattern: str = "/guides/{slug}"
    pages: tuple[str, ...] = ()
    """Addresses of the site where no guide is and none is missed: ``/about``, ``/reference/*``."""
    stale_after_days: int = 365
    thin_words: int = 25
    """A section with fewer words of its own is thin."""
    shared_by: int = 3
    """Guides that share a text before it counts as boilerplate."""
    weak_results: int = 3
    """A search with fewer results than this, but some, is weak."""
    weak_click_share: float = 0.02
    min_searches: int = 2
    """How often something was searched before it is a finding."""
    learned_share: float = 0.8
    """The share of a category's guides that must have a section for its absence to be a gap."""
    learned_from: int = 5
    """The least number of guides of a category to learn from."""
    duplicate_likeness: float = 0.0
    """How alike two questions must be, 0 to 1; 0 takes the fitted value."""
    page_types: tuple[PageType, ...] = ()
    skills: tuple[str, ...] = ()
    """Names of skills that the site means to cover, looked for in the text of the guides."""
    ambiguous: tuple[str, ...] = ()
    """Names that are also ordinary words, on top of those that the rules know."""
    lookalikes: tuple[tuple[str, ...], ...] = LOOKALIKES
    waivers: tuple[Waiver, ...] = ()
