"""``guidedex build``: sources to an index, and one screen on what was found."""

import datetime
from itertools import groupby
from pathlib import Path

import click

from corpus.problems import Problem
from index.build import BuildReport
from index.build import build as build_index
from search import Searcher, open_index
from search.gaps import find_gaps
from search.results import to_json
from web.cli.subcommand import ANY_PATH, json_option, subcommand
from web.cli.terminal import count, progress_bars, say, say_json, styled
from web.options import build_options, gap_settings, sources
from web.settings import Settings, write_config
from web.settings.load import DEFAULT_FILE, DEFAULT_INDEX

GAPS_SHOWN = 3
MOST_GUIDES_FOR_ALL_RULES = 500
QUICK_RULES = ("missing-guide", "broken-related", "broken-link")
"""What a build looks for in larger sites: a second for 5,000 guides, where all rules take a dozen."""

RULES_SHOWN = 5
PROBLEMS_SHOWN = 3
"""Problems shown of each rule."""


def _write_config(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        write_config(Path(DEFAULT_FILE))
        click.echo(f"Wrote {DEFAULT_FILE}; every key in it is explained.", err=True)
        ctx.exit(0)


@subcommand
@click.argument("named", nargs=-1, type=ANY_PATH, metavar="[SOURCE]...")
@click.option("--engine", default="arrays", show_default=True, help="What searches the index.")
@click.option("--strict", is_flag=True, help="Exit with status 1 when there are problems.")
@click.option("--drafts", is_flag=True, help="Take in drafts, hidden pages and pages dated later.")
@click.option(
    "--write-config",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_write_config,
    help=f"Write {DEFAULT_FILE} with every key explained, and build nothing.",
)
@json_option
def build(
    settings: Settings,
    named: tuple[Path, ...],
    engine: str,
    strict: bool,
    drafts: bool,
    as_json: bool,
) -> int:
    """Read guides and build the index.

    A SOURCE is a folder or a file. Without one, those of guidedex.yaml are read, else the guides
    that ship with Guidedex. What was served before stays until the new index is complete.

    \b
    Example:
      guidedex build content/guides --index build/index
    """
    today = datetime.date.today().isoformat()
    options = build_options(settings, today, drafts, engine)
    with progress_bars(quiet=as_json) as progress:
        report = build_index(sources(settings, named), settings.index, options, progress)
    if as_json:
        say_json(to_json(report))
    else:
        _say_report(report, open_index(settings.index), settings, today)
    return int(strict and bool(report.problems))


def _say_report(report: BuildReport, index: Searcher, settings: Settings, today: str) -> None:
    _say_found(report, index)
    if report.problems:
        say()
        _say_problems(report)
    _say_gaps(index, settings, today)
    place = "" if settings.index == DEFAULT_INDEX else f" --index {settings.index}"
    say()
    click.echo(f"See the page:  {styled(f'guidedex serve{place}', bold=True)}", color=True)


def _say_found(report: BuildReport, index: Searcher) -> None:
    left_out = f", {report.ignored:,} left out" if report.ignored else ""
    say(f"Read {count(report.files, 'file')}{left_out}, in {report.seconds:.1f} s:")
    skills = len({skill.skill or skill.title for skill in index.skills()})
    shown = {"guide": report.guides, "skill": skills, **report.documents}
    named = {"row": "table row", "faq": "FAQ"}
    found = [count(number, named.get(kind, kind)) for kind, number in shown.items() if number]
    say(styled(", ".join(found), bold=True), indent=2)


def _say_problems(report: BuildReport) -> None:
    n_files = len({problem.path for problem in report.problems})
    say(f"{count(len(report.problems), 'problem')} in {count(n_files, 'file')}:")
    by_rule = sorted(report.problems, key=lambda p: (-report.problems_by_rule[p.rule], p.rule, p))
    groups = [(rule, list(found)) for rule, found in groupby(by_rule, key=lambda p: p.rule)]
    for rule, found in groups[:RULES_SHOWN]:
        say(f"{styled(rule, fg='yellow')} {len(found):,}", indent=2)
        for problem in found[:PROBLEMS_SHOWN]:
            say(_line(problem), indent=4)
    if len(groups) > RULES_SHOWN:
        say(f"and {count(len(groups) - RULES_SHOWN, 'other rule')}; --json lists all", indent=2)


def _line(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"{place}: {problem.message}"


def _say_gaps(index: Searcher, settings: Settings, today: str) -> None:
    guides = index.guides()
    rules = QUICK_RULES if len(guides) > MOST_GUIDES_FOR_ALL_RULES else None
    found = find_gaps(guides, settings=gap_settings(settings), today=today, rules=rules).findings
    if not found:
        return
    say()
    say("Gaps worth an hour:")
    for finding in found[:GAPS_SHOWN]:
        say(f"{finding.rank}. {finding.message}", indent=2)
        say(styled(str(finding.place), dim=True), indent=5)
    if len(found) > GAPS_SHOWN:
        say(f"{count(len(found) - GAPS_SHOWN, 'other')}: guidedex gaps", indent=2)


command = build
