"""A static copy of what a site without a server can use: skills, related lists, hub pages, gaps.

Search itself is not among it: it needs a server.
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
from search.library import UnknownSkill
from search.results import Hit, Skill
from search.searcher import Searcher
from web.api.endpoints import RELATED_KINDS
from web.api.handlers import PREFIX
from web.pages.theme import STATIC
from web.pages.widgets import SCRIPT

LIST = "export.json"
"""Names every file of an export, so that the next one can take away what is no longer there."""

N_RELATED = 10
PER_PAGE = 100
Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did: ``written`` are files that were new or had changed."""

    files: int
    written: int
    removed: int
    skills: int
    build_id: str


def exported(app: Flask, searcher: Searcher, gaps: Mapping[str, str]) -> Files:
    """Yield path and content of every file of a static copy of ``app``.

    Args:
        gaps: the report for editors, by the ending of its file.
    """
    skills = searcher.skills()
    client = app.test_client()
    yield from _bodies(client, skills)
    yield from _related(app, searcher, skills)
    yield from _pages(app, searcher, skills)
    yield "widget.js", SCRIPT.read_bytes()
    yield "site.css", (STATIC / "site.css").read_bytes()
    for ending, text in gaps.items():
        yield f"editors/gaps.{ending}", text.encode("utf-8")


def _bodies(client: FlaskClient, skills: tuple[Skill, ...]) -> Files:
    """Yield what the API answers, byte for byte."""
    for offset in range(0, max(len(skills), 1), PER_PAGE):
        name = f"skills-{offset}.json" if offset else "skills.json"
        yield name, _body(client, f"/skills?offset={offset}")
    for skill in skills:
        asked = f"/skills/{quote(skill.slug, safe='')}"
        yield f"skills/{skill.slug}.json", _body(client, asked)
        for kind in RELATED_KINDS:
            yield f"related/{kind}/{skill.slug}.json", _body(client, f"{asked}/related?kind={kind}&limit={N_RELATED}")


def _body(client: FlaskClient, path: str) -> bytes:
    answer = client.get(PREFIX + path)
    if answer.status_code != 200:
        raise GuidedexError(f"cannot export {path}: {answer.text}")
    return bytes(answer.data)


def _related(app: Flask, searcher: Searcher, skills: tuple[Skill, ...]) -> Files:
    """Yield what is related to each skill as partials for templates, and all of it as one file of data."""
    data = {}
    for skill in skills:
        found = {kind: searcher.related(skill=skill.slug, kind=kind, limit=N_RELATED).hits for kind in RELATED_KINDS}
        for kind, hits in found.items():
            links = [(hit.url, hit) for hit in hits]
            yield f"partials/{kind}/{skill.slug}.html", _rendered(app, "related.html", links=links)
        data[skill.slug] = _data(skill, found)
    yield "data/guidedex.json", _json(data)


def _pages(app: Flask, searcher: Searcher, skills: tuple[Skill, ...]) -> Files:
    """Yield the hub of interview questions, and the page that says what is here."""
    asked = [skill for skill in skills if skill.counts.get("question") and _has_guide(searcher, skill)]
    yield "questions/index.html", _rendered(app, "export_questions.html", skills=asked, guide=None, up="../")
    for skill in asked:
        path = f"questions/{skill.slug}.html"
        up = "../" * path.count("/")
        guide = searcher.guide(skill.slug)
        yield path, _rendered(app, "export_questions.html", skills=asked, guide=guide, skill=skill, up=up)
    yield "index.html", _rendered(app, "export_index.html", skills=skills, build_id=searcher.build_id)


def _has_guide(searcher: Searcher, skill: Skill) -> bool:
    """Tell a guide from a record, which has no page of questions."""
    try:
        searcher.guide(skill.slug)
    except UnknownSkill:
        return False
    return True


def _rendered(app: Flask, template: str, **values: Any) -> bytes:
    return app.jinja_env.get_template(template).render(values).encode("utf-8")


def _data(skill: Skill, related: Mapping[str, Sequence[Hit]]) -> dict[str, Any]:
    """Return a skill, with its hits by kind, as templates of static site generators read it."""
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


def write_export(folder: Path, files: Files, skills: int, build_id: str) -> ExportReport:
    """Write the files below ``folder``; those that say the same already are not touched.

    What an earlier export wrote and this one does not is removed.
    Raises: GuidedexError for a folder with files that no export wrote, and a path that leaves the folder.
    """
    before = _listed(folder)
    if not before:
        _write(folder, LIST, _json({"files": []}))  # an export that is cut short can be run again
    written, names = 0, []
    for name, content in files:
        written += _write(folder, name, content)
        names.append(name)
    gone = sorted(before - set(names))
    for name in gone:
        _inside(folder, name).unlink(missing_ok=True)
    _write(folder, LIST, _json({"build_id": build_id, "skills": skills, "files": sorted(names)}))
    return ExportReport(len(names), written, len(gone), skills, build_id)


def _listed(folder: Path) -> set[str]:
    """Return the files of the export that is in ``folder``."""
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    try:
        return set(json.loads((folder / LIST).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GuidedexError(
            f"cannot export to {folder}: it holds files, and no {LIST} of an earlier export; name an empty folder"
        ) from error


def _write(folder: Path, name: str, content: bytes) -> bool:
    """Write one file, unless it is as it should be; return whether it was written."""
    path = _inside(folder, name)
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _inside(folder: Path, name: str) -> Path:
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts):
        raise GuidedexError(f"cannot export {name!r}: no file of that name may be written below {folder}")
    return folder.joinpath(*parts)
