"""``guidedex export``: writes the files that a site without a server needs."""

from pathlib import Path

import click

from corpus.problems import GuidedexError
from search import Searcher, open_index
from search.gaps.formats import FORMATS
from search.wording import counted
from web.cli.gaps import gap_report
from web.cli.subcommand import FOLDER, json_option, subcommand
from web.cli.terminal import note, print_json, print_line
from web.export import ExportReport, export_files, write_export
from web.export_names import file_names
from web.settings import Settings


@subcommand
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--gaps/--no-gaps", "with_gaps", default=True, help="Write the report for editors too.")
@json_option
def export(settings: Settings, folder: Path, with_gaps: bool, as_json: bool) -> int:
    """Write skills, related lists, hub pages and the gap report as static files.

    For sites without a server: JSON as the API answers it, HTML for templates, and a data file for
    Hugo, Jekyll, Eleventy and Astro. Search is not exported; it needs `guidedex serve`.

    \b
    Example:
      guidedex export public/guidedex
    """
    report = _export(settings, folder, with_gaps)
    if as_json:
        print_json(report)
        return 0
    changed = f"{report.written:,} written, {report.removed:,} removed"
    print_line(f"{folder}: {counted(report.files, 'file')} of {counted(report.skills, 'skill')}, {changed}")
    return 0


def _export(settings: Settings, folder: Path, with_gaps: bool) -> ExportReport:
    from web.app import create_app

    index = open_index(settings.index)
    skills = index.skills()
    if not skills:
        raise GuidedexError(f"cannot export {settings.index}: it holds no guide")
    if any(skill.url.startswith("/guides/") for skill in skills):
        note(
            "Links lead to pages that `guidedex serve` has; set site.url_pattern to lead to your own, and build again."
        )
    for slug, name in file_names(skill.slug for skill in skills).items():
        if name != slug:
            note(f"The files of {slug!r} are called {name}: not every disk takes the slug as a name.")
    files = export_files(create_app(settings), index, _gaps(settings, index) if with_gaps else {})
    return write_export(folder, files, len(skills), index.build_id)


def _gaps(settings: Settings, index: Searcher) -> dict[str, str]:
    report = gap_report(settings, index)
    return {name: FORMATS[name](report) for name in ("json", "html")}


command = export
