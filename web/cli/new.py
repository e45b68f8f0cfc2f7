"""``guidedex new``: writes a guide to fill in."""

import datetime
from pathlib import Path

import click

from corpus.problems import GuidedexError
from index.storage.generations import IndexMissing
from search import open_index
from search.gaps.skeleton import KnownSkill, known_skill
from web.cli.gaps import reader_demand
from web.cli.subcommand import FOLDER, json_option, subcommand
from web.cli.terminal import print_json, print_line
from web.new_guide import guide_text, sections_for_category, slug_from_title
from web.options import gap_settings
from web.settings import Settings


@subcommand
@click.argument("title")
@click.option("--category", default="", help="Category of the guide; page_types may ask sections of it.")
@click.option("--to", "folder", type=FOLDER, help="Folder; default the first of guidedex.yaml's sources, else here.")
@json_option
def new(settings: Settings, title: str, category: str, folder: Path | None, as_json: bool) -> int:
    """Write a guide to fill in. A file that is there already stays as it is.

    It is a draft, which readers do not see, until its line "draft" is taken away. What the indexed guides and the
    query log say of the skill stands in it: category, related skills, questions, and where it is named.

    \b
    Example:
      guidedex new "Service Mesh" --category Backend --to content/guides
    """
    name = " ".join(title.split())
    path = _path(folder or _first_folder(settings), name)
    today = datetime.date.today().isoformat()
    known = _known(settings, name)
    category = category or known.category
    text = guide_text(name, category, today, sections_for_category(settings, category), known)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GuidedexError(
            f"cannot make the folder {path.parent}: {error.strerror}; --to names another one"
        ) from error
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise GuidedexError(f"cannot write {path}: it is there already") from error
    except OSError as error:
        raise GuidedexError(f"cannot write {path}: {error.strerror}; --to names another folder") from error
    if as_json:
        print_json({"path": str(path), "title": name})
        return 0
    print_line(f"Wrote {path}; fill in what is marked TODO, then take away the line “draft”.")
    return 0


def _known(settings: Settings, title: str) -> KnownSkill:
    """Return what the index and the query log know about the skill; nothing without an index."""
    try:
        guides = open_index(settings.index).guides()
    except IndexMissing:
        return KnownSkill(title)
    return known_skill(title, guides, gap_settings(settings), reader_demand(settings, None))


def _path(folder: Path, title: str) -> Path:
    slug = slug_from_title(title)
    if not slug:
        raise GuidedexError(f"cannot name a file for the guide {title!r}: the title has no letter and no digit")
    return folder / f"{slug}.md"


def _first_folder(settings: Settings) -> Path:
    folders = [source for source in settings.sources if source.is_dir()]
    return folders[0] if folders else Path()


command = new
