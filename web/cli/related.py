"""``guidedex related``: prints related skills and questions with their reasons."""

import sys
from pathlib import Path

import click

from corpus.problems import GuidedexError
from search import Searcher, open_index
from search.distribution import changes
from search.results import RelatedPage
from web.cli.search import print_hit
from web.cli.subcommand import json_option, subcommand
from web.cli.terminal import print_json, print_line
from web.settings import Settings

MAX_TEXT = 1_000_000  # by hand
"""Characters read of ``--text``."""


@subcommand
@click.argument("names", nargs=-1, metavar="[SKILL|ID]...")
@click.option("--text", help="Relate to this text; - reads standard input.")
@click.option("--kind", type=click.Choice(("skill", "question")), help="Show only these.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option(
    "--floor",
    type=click.FloatRange(0, 1),
    help="The least likeness to show; default what the index learned, 0 shows all.",
)
@click.option(
    "--changes",
    "old",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="OLD_INDEX",
    help="List the skills whose related skills are others, or in another order, than in OLD_INDEX.",
)
@json_option
def related(
    settings: Settings,
    names: tuple[str, ...],
    text: str | None,
    kind: str | None,
    limit: int,
    floor: float | None,
    old: Path | None,
    as_json: bool,
) -> int:
    """Show what is related to a skill, a document or a text.

    A SKILL is a slug, a title or an alias; an ID is that of any document. Several skills are taken
    together.

    \b
    Example:
      guidedex related microservices --kind question
      guidedex related --text - < page.txt
      guidedex related --changes build/before
    """
    if old is not None:
        if names or text:
            raise click.UsageError("--changes compares all lists: leave out SKILL, ID and --text.")
        return _print_changes(open_index(old), open_index(settings.index), limit, as_json)
    if bool(names) == (text is not None):
        raise click.UsageError("Name a SKILL or an ID, or give --text: one of the two.")
    index = open_index(settings.index)
    if text is not None:
        page = index.related(text=_read_text(text), kind=kind, limit=limit, floor=floor)
    else:
        page = related_to(index, names, kind, limit, floor)
    if as_json:
        print_json(page)
    else:
        _print_page(page)
    return 0


def related_to(
    index: Searcher, names: tuple[str, ...], kind: str | None, limit: int, floor: float | None
) -> RelatedPage:
    """Return the documents related to one skill or document, or to several skills taken together."""
    if len(names) > 1:
        return index.related(skills=names, kind=kind, limit=limit, floor=floor)
    name = names[0]
    target = {"skill": name} if _is_skill(index, name) else {"document": name}
    return index.related(**target, kind=kind, limit=limit, floor=floor)


def _is_skill(index: Searcher, name: str) -> bool:
    """Return whether to look ``name`` up as a skill.

    An unknown name counts as a skill as well, unless it has the form of an id within a guide (``guide#anchor``),
    so that the error suggests skills.
    """
    try:
        index.skill(name)
    except GuidedexError:
        return "#" not in name and not _is_document(index, name)
    return True


def _is_document(index: Searcher, name: str) -> bool:
    try:
        index.document(name)
    except GuidedexError:
        return False
    return True


def _read_text(text: str) -> str:
    return sys.stdin.read(MAX_TEXT) if text == "-" else text[:MAX_TEXT]


def _print_changes(before: Searcher, after: Searcher, limit: int, as_json: bool) -> int:
    changed_lists = changes(before, after, limit)
    n_lists = len(after.guide_lists(limit))
    if as_json:
        print_json({"lists": n_lists, "changes": changed_lists})
        return 0
    print_line(f"{len(changed_lists):,} of {n_lists:,} lists changed.")
    for change in changed_lists:
        print_line(f"{change.id}: {', '.join(change.before) or 'nothing'}")
        print_line(f"now {', '.join(change.after) or 'nothing'}", indent=2)
    return 0


def _print_page(page: RelatedPage) -> None:
    for notice in page.notices:
        print_line(f"{notice}.")
    if not page.hits:
        print_line("Nothing is close enough to be called related.")
        if page.below_threshold:
            print_line(f"The floor is {page.floor:.3g}; --floor 0 shows what lies below it.")
    for number, hit in enumerate(page.hits, start=1):
        if number > 1:
            print_line()
        print_hit(hit, number)


command = related
