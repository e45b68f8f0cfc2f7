"""Rule ``stale-guide``: a guide that was updated too long ago, has no date, or a date in the future.

updated: 2023-04                  # with stale_after_days: 365

The rule speaks where nearly all guides have a date: some dates among pages without any are no promise to keep them up
to date. The day of publication is none either.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from corpus.dates import PartialDate
from corpus.guide import Guide
from corpus.problems import GuidedexError
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import Grouping
from search.gaps.pages.files import front_matter
from search.gaps.pages.kinds import INDEX, NOTICE, PART, POST, RELEASE
from search.gaps.rule import Rule
from search.gaps.site import Site, field_line

OLD = "{n:,} of {of:,} guides are over {site.settings.stale_after_days} days old, the oldest of {about[0]}"
FIX_OLD = "check those that readers open most first, and set `updated:` to the day when you did"
FIX_UNDATED = "add `updated:` to each guide when somebody checks it"

MAX_UNDATED = 0.1
"""Share of the guides without a date up to which a site dates its guides, so that one without is a slip; one guide is
always a slip. By hand."""

_KEPT = re.compile(r"^[\w.-]{0,40}(?:updat|modif|review|check|edit|lastmod|verified)[\w.-]{0,40}\s*[:=]", re.M | re.I)
"""Fields with the day of a change or a check. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide.

    Raises: GuidedexError if the date of the site is no ISO date.
    """
    parsed = PartialDate.parse(site.today)
    if parsed is None:
        raise GuidedexError(f"cannot tell what is stale: today is {site.today!r}, not an ISO date")
    today = parsed.first_day
    oldest = today - timedelta(days=site.settings.stale_after_days)
    guides = list(site.judged(RULE, originals=True))
    n_undated = sum(not guide.updated for guide in guides)
    has_dates = n_undated < len(guides) and n_undated <= max(1, MAX_UNDATED * len(guides))
    for guide in guides:
        updated = PartialDate.parse(guide.updated)
        if not has_dates or (updated and not _is_kept(site.files.text(guide.path))):
            continue
        if updated is None:
            yield _gap(site, guide, "has no date", "add `updated:`, the day when somebody last checked it", "undated")
        elif fault := _fault(updated, today, oldest):
            shared = "old" if updated.last_day < oldest else ""
            yield _gap(site, guide, fault, "check it and set `updated:` to the day when you did", shared)


def _is_kept(text: str) -> bool:
    """Tell whether the front matter of a file has the day of a change or a check; a file that is gone may have."""
    fields = front_matter(text)
    return not fields or bool(_KEPT.search(fields))


def _fault(updated: PartialDate, today: date, oldest: date) -> str:
    """Return the fault of a guide's date in words, or ""."""
    if updated.first_day > today:
        return f"has a date that is yet to come: {updated}"
    if updated.last_day < oldest:
        return f"was last updated {updated}, {(today - updated.last_day).days} days ago"
    return ""


def _gap(site: Site, guide: Guide, fault: str, fix: str, shared: str) -> Gap:
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, field_line(guide, "updated")),
        message=f"{guide.title!r} {fault}",
        fix=fix,
        subject=guide.title,
        in_group=guide.updated or guide.title,
        shares=(Share(shared, (shared,), len(site.originals)),) if shared else (),
        about=(guide.updated, guide.id),
    )


RULE = Rule(
    name="stale-guide",
    severity="info",
    summary="a guide is older than the setting, or has no date",
    check=check,
    minutes=45,
    worth=1.0,
    meaning="Readers cannot tell whether what they read is still true.",
    precision=0.2,
    leaves_out=frozenset({PART, INDEX, POST, RELEASE, NOTICE}),
    groupings=(
        Grouping("undated", "{n:,} of {of:,} guides have no date", FIX_UNDATED),
        Grouping("old", OLD, FIX_OLD, order=lambda gap: gap.about),
    ),
)
