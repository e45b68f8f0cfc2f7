"""Rule ``stale-guide``: a guide that was updated too long ago, has no date, or a date in the future.

updated: 2023-04                  # with stale_after_days: 365
"""

from collections.abc import Iterator
from datetime import date, timedelta

from corpus.dates import PartialDate
from corpus.guide import Guide
from corpus.problems import GuidedexError
from search.gaps.finding import Gap, Place
from search.gaps.grouping import DAY_MINUTES, MAX_SEPARATE_GAPS
from search.gaps.rule import Rule
from search.gaps.site import Site, field_line

FIX_UNDATED = (
    "if they have one by another name, give that name under `fields:`; else add `updated:` when somebody checks one"
)

UNDATED_CONFIDENCE = 0.5
"""Confidence in one finding for many undated guides: the site may keep no dates. By hand."""


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide; one for all undated guides, or all old ones, where they are many.

    Raises: GuidedexError if the date of the site is no ISO date.
    """
    parsed = PartialDate.parse(site.today)
    if parsed is None:
        raise GuidedexError(f"cannot tell what is stale: today is {site.today!r}, not an ISO date")
    today = parsed.first_day
    dates = {guide.id: PartialDate.parse(guide.updated) for guide in site.originals}
    undated = [guide for guide in site.originals if not dates[guide.id]]
    if len(undated) > MAX_SEPARATE_GAPS:
        yield _undated_gap(undated, len(site.originals))
        undated = []
    for guide in undated:
        yield _gap(guide, "has no date", "add `updated:`, the day when somebody last checked it")
    oldest = today - timedelta(days=site.settings.stale_after_days)
    dated = [(guide, updated) for guide in site.originals if (updated := dates[guide.id])]
    old = [guide for guide, updated in dated if updated.last_day < oldest]
    if len(old) > MAX_SEPARATE_GAPS:
        yield _old_gap(old, len(site.originals), site.settings.stale_after_days)
        dated = [(guide, updated) for guide, updated in dated if updated.last_day >= oldest]
    for guide, updated in dated:
        if fault := _fault(updated, today, oldest):
            yield _gap(guide, fault, "check it and set `updated:` to the day when you did")


def _old_gap(old: list[Guide], n_guides: int, days: int) -> Gap:
    """Return one gap for many old guides, the oldest first."""
    old = sorted(old, key=lambda guide: (guide.updated, guide.id))
    return Gap(
        key=("old",),
        place=Place(old[0].path, field_line(old[0], "updated")),
        message=f"{len(old):,} of {n_guides:,} guides are over {days} days old, the oldest of {old[0].updated}",
        evidence=tuple(Place(guide.path, field_line(guide, "updated"), guide.updated) for guide in old),
        fix="check those that readers open most first, and set `updated:` to the day when you did",
        waiting=len(old),
        minutes=DAY_MINUTES,
    )


def _fault(updated: PartialDate, today: date, oldest: date) -> str:
    """Return the fault of a guide's date in words, or ""."""
    if updated.first_day > today:
        return f"has a date that is yet to come: {updated}"
    if updated.last_day < oldest:
        return f"was last updated {updated}, {(today - updated.last_day).days} days ago"
    return ""


def _gap(guide: Guide, fault: str, fix: str) -> Gap:
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, field_line(guide, "updated")),
        message=f"{guide.title!r} {fault}",
        fix=fix,
        subject=guide.title,
    )


def _undated_gap(guides: list[Guide], n_guides: int) -> Gap:
    return Gap(
        key=("undated",),
        place=Place(guides[0].path, 1),
        message=f"{len(guides):,} of {n_guides:,} guides have no date",
        evidence=tuple(Place(guide.path, 1, guide.title) for guide in guides),
        fix=FIX_UNDATED if len(guides) == n_guides else "add `updated:` to each guide when somebody checks it",
        waiting=len(guides),
        minutes=DAY_MINUTES,
        confidence=UNDATED_CONFIDENCE,
    )


RULE = Rule(
    name="stale-guide",
    severity="info",
    summary="a guide is older than the setting, or has no date",
    check=check,
    minutes=45,
    worth=1.0,
)
