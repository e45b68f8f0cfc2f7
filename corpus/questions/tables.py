"""Tables of interview questions and of example projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.guide import Project, Table
from corpus.markdown.blocks import Block
from corpus.questions.labels import split_difficulty
from corpus.questions.wording import question_key
from corpus.slugs import Anchors, slugify

_QUESTION_COLUMNS: Mapping[str, frozenset[str]] = {
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
    """A question in a row of a table."""

    text: str
    why: str
    answer: str
    difficulty: str
    line: int


def table_questions(block: Block) -> tuple[TableQuestion, ...] | None:
    """Return the questions of a table with a question column, None for any other table.

    Rows that only link within the page belong to a table of contents and are left out.
    """
    table = block.table
    columns = _columns(table, _QUESTION_COLUMNS) if table else {}
    if table is None or "question" not in columns:
        return None
    if is_contents_table(block):
        return ()
    rows = zip(table.rows, table.lines, block.row_links, strict=True)
    questions = (_table_question(row, line, columns) for row, line, is_link_row in rows if not is_link_row)
    return tuple(question for question in questions if question.text)


def is_column(text: str) -> bool:
    """Return whether ``text`` is the name of a column in tables of questions or projects."""
    name = text.lower().strip(" :?")
    return any(name in known for names in (_QUESTION_COLUMNS, _PROJECT_COLUMNS) for known in names.values())


def is_difficulty_column(text: str) -> bool:
    return text.lower().strip(" :?") in _QUESTION_COLUMNS["difficulty"]


def is_contents_table(block: Block) -> bool:
    """Return whether most rows of a table only link within the page."""
    return sum(block.row_links) * 2 > len(block.row_links)


def difficulties_in_contents(block: Block) -> dict[str, str]:
    """Return the difficulty of each question in a table of contents by ``question_key``; {} for other tables."""
    table = block.table
    columns = _columns(table, _QUESTION_COLUMNS) if table else {}
    if table is None or "difficulty" not in columns or "question" not in columns:
        return {}
    return {
        question_key(_cell(row, columns, "question")): _cell(row, columns, "difficulty").lower()
        for row, is_link_row in zip(table.rows, block.row_links, strict=True)
        if is_link_row
    }


def _table_question(row: Sequence[str], line: int, columns: Mapping[str, int]) -> TableQuestion:
    text, why, answer, difficulty = (_cell(row, columns, name) for name in _QUESTION_COLUMNS)
    text, difficulty_in_text = split_difficulty(text)
    return TableQuestion(text, why, answer, difficulty.lower() or difficulty_in_text, line)


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
    """Return the index of each known column; the first of several with the same meaning counts."""
    columns: dict[str, int] = {}
    if names is _QUESTION_COLUMNS and tuple(cell.lower() for cell in table.header[-2:]) == ("q", "a"):
        return {"question": len(table.header) - 2, "answer": len(table.header) - 1}
    for at, cell in enumerate(table.header):
        for column, known in names.items():
            if cell.lower().strip(" :?") in known:
                columns.setdefault(column, at)
    return columns


def _cell(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    return row[columns[name]] if name in columns else ""
