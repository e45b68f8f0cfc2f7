"""A static export for sites without a server: skills, related lists, pages of questions, the report of gaps.

Search is not part of it, since it needs a server.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from corpus.problems import GuidedexError
from index.storage.plain_files import read_plain
from search.results import Hit, Skill
from search.searcher import Searcher
from search.unknown_names import UnknownSkill
from web.api.endpoints import RELATED_KINDS
from web.api.handlers import API_ROOT
from web.export_names import file_names
from web.http.request_context import INTERNAL
from web.markdown.guides import guide_markdown
from web.markdown.llms import llms_full_text, llms_text
from web.pages.markdown import MAX_LLMS_BYTES
from web.pages.theme import STATIC
from web.pages.widgets import SCRIPT

MANIFEST = "export.json"
"""The file that lists all files of an export, so that the next export can remove those it no longer writes."""

UNFINISHED = ".export-"
"""Prefix of the file that is being written, before it takes its name."""

MAX_RELATED = 10  # by hand
SKILLS_PER_FILE = 100
"""The default page of the API, which the files of skills repeat."""
ExportFiles = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Counts of an export: all files, those written because they were new or had changed, those removed."""

    files: int
    written: int
    removed: int
    skills: int
    build_id: str


def export_files(app: Flask, searcher: Searcher, gaps: Mapping[str, str]) -> ExportFiles:
    """Yield the path and content of every file of a static export of ``app``.

    Args:
        gaps: file extension -> the editors' report in that format.
    """
    skills = searcher.skills()
    client = app.test_client()
    client.environ_base[INTERNAL] = "export"
    names = file_names(skill.slug for skill in skills)
    yield from _api_files(client, skills, names)
    yield from _related_files(app, searcher, skills, names)
    yield from _page_files(app, searcher, skills, names)
    yield from _markdown_files(app, searcher, skills, names)
    yield "widget.js", SCRIPT.read_bytes()
    yield "site.css", (STATIC / "site.css").read_bytes()
    for extension, text in gaps.items():
        yield f"editors/gaps.{extension}", text.encode("utf-8")


def _api_files(client: FlaskClient, skills: tuple[Skill, ...], names: Mapping[str, str]) -> ExportFiles:
    """Yield answers of the API, byte for byte; of a skill that the API cannot name, none."""
    for offset in range(0, max(len(skills), 1), SKILLS_PER_FILE):
        name = f"skills-{offset}.json" if offset else "skills.json"
        yield name, _api_body(client, f"/skills?offset={offset}")
    for skill in skills:
        path = f"/skills/{quote(skill.slug, safe='')}"
        yield f"skills/{names[skill.slug]}.json", _api_body(client, path)
        for kind in RELATED_KINDS:
            body = _api_body(client, f"{path}/related?kind={kind}&limit={MAX_RELATED}")
            yield f"related/{kind}/{names[skill.slug]}.json", body


def _api_body(client: FlaskClient, path: str) -> bytes:
    response = client.get(API_ROOT + path)
    if response.status_code != 200:
        raise GuidedexError(f"cannot export {path}: {response.text}")
    return bytes(response.data)


def _related_files(app: Flask, searcher: Searcher, skills: tuple[Skill, ...], names: Mapping[str, str]) -> ExportFiles:
    """Yield the related lists of each skill as HTML partials for templates, and all lists as one data file."""
    data = {}
    for skill in skills:
        related = {
            kind: searcher.related(skill=skill.slug, kind=kind, limit=MAX_RELATED).hits for kind in RELATED_KINDS
        }
        for kind, hits in related.items():
            links = [(hit.url, hit) for hit in hits]
            yield f"partials/{kind}/{names[skill.slug]}.html", _rendered(app, "related.html", links=links)
        data[skill.slug] = _skill_data(skill, related)
    yield "data/guidedex.json", _json(data)


def _page_files(app: Flask, searcher: Searcher, skills: tuple[Skill, ...], names: Mapping[str, str]) -> ExportFiles:
    """Yield the pages of interview questions, and the index page that describes the export."""
    with_questions = [skill for skill in skills if skill.counts.get("question") and _has_guide(searcher, skill)]
    list_page = _rendered(app, "export_questions.html", skills=with_questions, names=names, guide=None, up="../")
    yield "questions/index.html", list_page
    for skill in with_questions:
        path = f"questions/{names[skill.slug]}.html"
        up = "../" * path.count("/")
        guide = searcher.guide(skill.slug)
        yield path, _rendered(app, "export_questions.html", skills=with_questions, guide=guide, skill=skill, up=up)
    yield "index.html", _rendered(app, "export_index.html", skills=skills, build_id=searcher.build_id)


def _markdown_files(app: Flask, searcher: Searcher, skills: tuple[Skill, ...], names: Mapping[str, str]) -> ExportFiles:
    """Yield each guide as Markdown, and the lists of them that language models read."""

    def address(slug: str) -> str:
        return f"guides/{names[slug]}.md"

    with_guide = tuple(skill for skill in skills if _has_guide(searcher, skill))
    for skill in with_guide:
        yield address(skill.slug), guide_markdown(searcher.guide(skill.slug), skill.url).encode("utf-8")
    title = str(app.jinja_env.globals["site_title"])
    max_bytes = app.extensions[MAX_LLMS_BYTES]
    yield "llms.txt", llms_text(title, with_guide, address).encode("utf-8")
    yield "llms-full.txt", llms_full_text(title, searcher, address, max_bytes).encode("utf-8")


def _has_guide(searcher: Searcher, skill: Skill) -> bool:
    """Return whether the skill has a guide; a record has none, and so no page of questions."""
    try:
        searcher.guide(skill.slug)
    except UnknownSkill:
        return False
    return True


def _rendered(app: Flask, template: str, **values: Any) -> bytes:
    return app.jinja_env.get_template(template).render(values).encode("utf-8")


def _skill_data(skill: Skill, related: Mapping[str, Sequence[Hit]]) -> dict[str, Any]:
    """Return the entry of a skill in the data file for static site generators.

    Args:
        related: kind -> related hits of that kind.
    """
    return {
        "title": skill.title,
        "url": skill.url,
        "category": skill.category,
        "updated": skill.updated,
        **{
            f"related_{kind}s": [
                {"id": hit.id, "title": hit.title, "url": hit.url, "reasons": [reason.text for reason in hit.reasons]}
                for hit in hits
            ]
            for kind, hits in related.items()
        },
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def write_export(folder: Path, files: ExportFiles, skills: int, build_id: str) -> ExportReport:
    """Write the files below ``folder``, each in one step; a file with the same content is not touched.

    Files of an earlier export that are not among ``files`` are removed.
    Raises: GuidedexError for a folder with files that no export wrote, for a path that leads out of the folder, and
        when the disk refuses; every file is then as this export or the one before wrote it.
    """
    try:
        return _write_export(folder, files, skills, build_id)
    except OSError as error:
        in_the_way = next((path for path in (folder, *folder.parents) if path.is_file()), None)
        if in_the_way:
            raise GuidedexError(f"cannot export to {folder}: {in_the_way} is a file; name a folder") from error
        raise GuidedexError(
            f"cannot export to {folder}: {error.filename or ''} {error.strerror or error}; "
            "no file is half written, run the export again"
        ) from error


def _write_export(folder: Path, files: ExportFiles, skills: int, build_id: str) -> ExportReport:
    before = _read_manifest(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{UNFINISHED}*"):
        leftover.unlink()
    n_written, names = 0, set[str]()
    try:
        if not before:
            _write(folder, MANIFEST, _json({"files": []}))  # an export that is cut short can be run again
        for name, content in files:
            if name in names:
                raise GuidedexError(f"cannot export {name!r} twice")
            names.add(name)
            n_written += _write(folder, name, content)
    except BaseException:  # the next export has to know of all files
        _write(folder, MANIFEST, _json({"files": sorted(before | names)}))
        raise
    removed = sorted(name for name in before - names if not _is_same_file(folder, name, names))
    for name in removed:
        _path_inside(folder, name).unlink(missing_ok=True)
    _write(folder, MANIFEST, _json({"build_id": build_id, "skills": skills, "files": sorted(names)}))
    return ExportReport(len(names), n_written, len(removed), skills, build_id)


def _is_same_file(folder: Path, name: str, names: set[str]) -> bool:
    """Return whether a name is another form of one that was written, on a disk that folds letters."""
    path = folder / name
    folded = {other.casefold(): other for other in names}
    other = folded.get(name.casefold())
    return other is not None and path.exists() and path.samefile(folder / other)


def _read_manifest(folder: Path) -> set[str]:
    """Return the names of the files that an earlier export wrote into ``folder``; empty for an empty folder.

    Raises: GuidedexError for a folder with files but no readable manifest.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    try:
        names = json.loads(read_plain(folder / MANIFEST))["files"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise TypeError("files")
        return set(names)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise GuidedexError(
            f"cannot export to {folder}: it holds files, and no {MANIFEST} of an earlier export; name an empty folder"
        ) from error


def _write(folder: Path, name: str, content: bytes) -> bool:
    """Write one file in one step, unless it has this content already; return whether it was written."""
    path = _path_inside(folder, name)
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{UNFINISHED}{os.getpid()}"
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return True


def _path_inside(folder: Path, name: str) -> Path:
    """Return the path of a file of the export; raise GuidedexError where it, or a link on its way, leads elsewhere."""
    parts = name.split("/")
    path = folder.joinpath(*parts)
    if any(
        part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts
    ) or path.parent.resolve() != folder.resolve().joinpath(*parts[:-1]):
        raise GuidedexError(f"cannot export {name!r}: no file of that name may be written below {folder}")
    return path
