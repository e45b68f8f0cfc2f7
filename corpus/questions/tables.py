"""Tables of interview questions and of example projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.guide import Project, Table
from corpus.markdown.blocks import Block
from corpus.questions.labels import split_difficulty
from corpus.questions.wording import question_key
from corpus.slugs import Anchors, slugify

_COLUMNS: Mapping[str, frozenset[str]] = {
    "question": frozenset({"question", "questions", "interview question", "interview questions"}),
    "why": frozenset(
        {"why asked", "why", "why ask", "why it is asked", "why it's asked", "why they ask"}
        | {"why interviewers ask", "intent", "purpose", "what it tests", "tests", "reason"}
    ),
    "answer": frozenset(
        {"strong answer", "answer", "answers", "good answer", "sample answer", "model answer"}
        | {"ideal answer", "best answer", "expected answer", "key points", "what to say"}
    ),
    "difficulty": frozenset({"difficulty", "level", "complexity", "expertise", "seniority"}),
}
_PROJECT_COLUMNS: Mapping[str, frozenset[str]] = {
    "title": frozenset({"project", "projects", "example project", "project idea"}),
    "scope": frozenset({"scope", "description", "what you build", "what to build", "features"}),
    "signal": frozenset({"signal", "what it shows", "shows", "demonstrates", "why it matters"}),
    "level": frozenset({"level", "difficulty", "seniority"}),
}


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question as a row of a table gives it."""

    text: str
    why: str
    answer: str
    difficulty: str
    line: int


def table_questions(block: Block) -> tuple[TableQuestion, ...] | None:
    """Return the questions of a table with a Question column, None for any other table.

    Rows that only link within the page are a table of contents and ask nothing.
    """
    table = block.table
    columns = _columns(table, _COLUMNS) if table else {}
    if table is None or "question" not in columns:
        return None
    if is_contents_table(block):
        return ()
    rows = zip(table.rows, table.lines, block.row_links, strict=True)
    asked = (_asked(row, line, columns) for row, line, only_links in rows if not only_links)
    return tuple(question for question in asked if question.text)


def is_column(text: str) -> bool:
    """Return whether ``text`` is the name of a column of such a table."""
    name = text.lower().strip(" :?")
    return any(name in known for names in (_COLUMNS, _PROJECT_COLUMNS) for known in names.values())


def is_difficulty_column(text: str) -> bool:
    return text.lower().strip(" :?") in _COLUMNS["difficulty"]


def is_contents_table(block: Block) -> bool:
    """Return whether most rows of a table only link within the page."""
    return sum(block.row_links) * 2 > len(block.row_links)


def difficulties_in_contents(block: Block) -> dict[str, str]:
    """Return the difficulty of each question that a table of contents grades, by its key."""
    table = block.table
    columns = _columns(table, _COLUMNS) if table else {}
    if table is None or "difficulty" not in columns or "question" not in columns:
        return {}
    return {
        question_key(_cell(row, columns, "question")): _cell(row, columns, "difficulty").lower()
        for row, only_links in zip(table.rows, block.row_links, strict=True)
        if only_links
    }


def _asked(row: Sequence[str], line: int, columns: Mapping[str, int]) -> TableQuestion:
    text, why, answer, difficulty = (_cell(row, columns, name) for name in _COLUMNS)
    text, level = split_difficulty(text)
    return TableQuestion(text, why, answer, difficulty.lower() or level, line)


def table_projects(block: Block, anchors: Anchors) -> tuple[Project, ...] | None:
    """Return the projects of a table of example projects, None for any other table."""
    table = block.table
    columns = _columns(table, _PROJECT_COLUMNS) if table else {}
    if table is None or "title" not in columns or len(columns) < 3:
        return None
    projects = []
    for row, line in zip(table.rows, table.lines, strict=True):
        title, scope, signal, level = (_cell(row, columns, name) for name in _PROJECT_COLUMNS)
        if title:
            anchor = anchors.take(f"project-{slugify(title)}")
            projects.append(Project(title, anchor, scope, signal, level, line))
    return tuple(projects)


def _columns(table: Table, names: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Return where each known column stands; the first of a kind counts."""
    columns: dict[str, int] = {}
    if names is _COLUMNS and tuple(cell.lower() for cell in table.header[-2:]) == ("q", "a"):
        return {"question": len(table.header) - 2, "answer": len(table.header) - 1}
    for at, cell in enumerate(table.header):
        for column, known in names.items():
            if cell.lower().strip(" :?") in known:
                columns.setdefault(column, at)
    return columns


def _cell(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    return row[columns[name]] if name in columns else ""
