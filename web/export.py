"""A static export for sites without a server: skills, related lists, pages of questions, the report of gaps.

Search is not part of it, since it needs a server.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from corpus.problems import GuidedexError
from search.results import Hit, Skill
from search.searcher import Searcher
from search.unknown_names import UnknownSkill
from web.api.endpoints import RELATED_KINDS
from web.api.handlers import API_ROOT
from web.pages.theme import STATIC
from web.pages.widgets import SCRIPT

MANIFEST = "export.json"
"""The file that lists all files of an export, so that the next export can remove those it no longer writes."""

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
    yield from _api_files(client, skills)
    yield from _related_files(app, searcher, skills)
    yield from _page_files(app, searcher, skills)
    yield "widget.js", SCRIPT.read_bytes()
    yield "site.css", (STATIC / "site.css").read_bytes()
    for extension, text in gaps.items():
        yield f"editors/gaps.{extension}", text.encode("utf-8")


def _api_files(client: FlaskClient, skills: tuple[Skill, ...]) -> ExportFiles:
    """Yield answers of the API, byte for byte."""
    for offset in range(0, max(len(skills), 1), SKILLS_PER_FILE):
        name = f"skills-{offset}.json" if offset else "skills.json"
        yield name, _api_body(client, f"/skills?offset={offset}")
    for skill in skills:
        path = f"/skills/{quote(skill.slug, safe='')}"
        yield f"skills/{skill.slug}.json", _api_body(client, path)
        for kind in RELATED_KINDS:
            body = _api_body(client, f"{path}/related?kind={kind}&limit={MAX_RELATED}")
            yield f"related/{kind}/{skill.slug}.json", body


def _api_body(client: FlaskClient, path: str) -> bytes:
    response = client.get(API_ROOT + path)
    if response.status_code != 200:
        raise GuidedexError(f"cannot export {path}: {response.text}")
    return bytes(response.data)


def _related_files(app: Flask, searcher: Searcher, skills: tuple[Skill, ...]) -> ExportFiles:
    """Yield the related lists of each skill as HTML partials for templates, and all lists as one data file."""
    data = {}
    for skill in skills:
        related = {
            kind: searcher.related(skill=skill.slug, kind=kind, limit=MAX_RELATED).hits for kind in RELATED_KINDS
        }
        for kind, hits in related.items():
            links = [(hit.url, hit) for hit in hits]
            yield f"partials/{kind}/{skill.slug}.html", _rendered(app, "related.html", links=links)
        data[skill.slug] = _skill_data(skill, related)
    yield "data/guidedex.json", _json(data)


def _page_files(app: Flask, searcher: Searcher, skills: tuple[Skill, ...]) -> ExportFiles:
    """Yield the pages of interview questions, and the index page that describes the export."""
    with_questions = [skill for skill in skills if skill.counts.get("question") and _has_guide(searcher, skill)]
    yield "questions/index.html", _rendered(app, "export_questions.html", skills=with_questions, guide=None, up="../")
    for skill in with_questions:
        path = f"questions/{skill.slug}.html"
        up = "../" * path.count("/")
        guide = searcher.guide(skill.slug)
        yield path, _rendered(app, "export_questions.html", skills=with_questions, guide=guide, skill=skill, up=up)
    yield "index.html", _rendered(app, "export_index.html", skills=skills, build_id=searcher.build_id)


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
    """Write the files below ``folder``; a file with the same content is not touched.

    Files of an earlier export that are not among ``files`` are removed.
    Raises: GuidedexError for a folder with files that no export wrote, and for a path that leads out of the folder.
    """
    before = _read_manifest(folder)
    if not before:
        _write(folder, MANIFEST, _json({"files": []}))  # an export that is cut short can be run again
    n_written, names = 0, []
    for name, content in files:
        n_written += _write(folder, name, content)
        names.append(name)
    removed = sorted(before - set(names))
    for name in removed:
        _path_inside(folder, name).unlink(missing_ok=True)
    _write(folder, MANIFEST, _json({"build_id": build_id, "skills": skills, "files": sorted(names)}))
    return ExportReport(len(names), n_written, len(removed), skills, build_id)


def _read_manifest(folder: Path) -> set[str]:
    """Return the names of the files that an earlier export wrote into ``folder``; empty for an empty folder.

    Raises: GuidedexError for a folder with files but no readable manifest.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    try:
        return set(json.loads((folder / MANIFEST).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GuidedexError(
            f"cannot export to {folder}: it holds files, and no {MANIFEST} of an earlier export; name an empty folder"
        ) from error


def _write(folder: Path, name: str, content: bytes) -> bool:
    """Write one file unless it has this content already; return whether it was written."""
    path = _path_inside(folder, name)
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _path_inside(folder: Path, name: str) -> Path:
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts):
        raise GuidedexError(f"cannot export {name!r}: no file of that name may be written below {folder}")
    return folder.joinpath(*parts)
