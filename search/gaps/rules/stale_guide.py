"""A guide that was not updated for longer than the setting says, has no date, or one that is yet to
come.

updated: 2023-04                  # with stale_after_days: 365
"""

from collections.abc import Iterator
from datetime import date, timedelta

from corpus.guide import Guide
from corpus.problems import GuidedexError
from search.gaps.finding import Gap, Place
from search.gaps.rule import Rule
from search.gaps.site import Site, field_line

MANY = 20
UNDATED = 0.9


def check(site: Site) -> Iterator[Gap]:
    """Yield a gap per guide; one for all undated guides where nearly all are."""
    today = _day(site.today)
    if today is None:
        raise GuidedexError(f"cannot tell what is stale: today is {site.today!r}, not an ISO date")
    undated = [guide for guide in site.originals if not guide.updated]
    if len(undated) > MANY and len(undated) >= UNDATED * len(site.originals):
        yield _none_dated(undated, len(site.originals))
        undated = []
    for guide in undated:
        yield _gap(guide, "has no date", "add `updated:`, the day when somebody last checked it")
    oldest = today - timedelta(days=site.settings.stale_after_days)
    for guide in site.originals:
        if guide.updated and (said := _said(guide, today, oldest)):
            yield _gap(guide, said, "check it and set `updated:` to the day when you did")


def _said(guide: Guide, today: date, oldest: date) -> str:
    """Return what is wrong with the guide's date, or nothing."""
    first, last = _day(guide.updated), _last_day(guide.updated)
    if first is None or last is None:
        return f"has a date that is none: {guide.updated!r}"
    if first > today:
        return f"has a date that is yet to come: {guide.updated}"
    if last < oldest:
        return f"was last updated {guide.updated}, {(today - last).days} days ago"
    return ""


def _gap(guide: Guide, said: str, fix: str) -> Gap:
    return Gap(
        key=(guide.id,),
        place=Place(guide.path, field_line(guide, "updated")),
        message=f"{guide.title!r} {said}",
        fix=fix,
        subject=guide.title,
    )


def _none_dated(guides: list[Guide], n_guides: int) -> Gap:
    return Gap(
        key=("undated",),
        place=Place(guides[0].path, 1),
        message=f"{len(guides)} of {n_guides} guides have no date",
        evidence=tuple(Place(guide.path, 1, guide.title) for guide in guides),
        fix="add `updated:` to each guide when somebody checks it",
        waiting=len(guides),
        minutes=480,
    )


def _day(text: str) -> date | None:
    """Return the first day of a date that may lack its day or month."""
    padded = text + "-01" * (2 - text.count("-")) if text else ""
    try:
        return date.fromisoformat(padded)
    except ValueError:
        return None


def _last_day(text: str) -> date | None:
    """Return the last day that such a date may mean."""
    first = _day(text)
    if first is None or text.count("-") == 2:
        return first
    if text.count("-") == 1:
        return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
    return date(first.year, 12, 31)


RULE = Rule(
    name="stale-guide",
    severity="info",
    summary="a guide is older than the setting, or has no date",
    check=check,
    minutes=45,
    worth=1.0,
)
