"""Whether a text asks, and what is only a label around the question."""

import re
import unicodedata

from corpus.plain_text import plain, words

_MARKS = "?？؟\u037e"
_ENDS_ASKING = re.compile(rf"[{_MARKS}][\"'”’»)\]*_.!:]*$")
_ASKS_INSIDE = re.compile(rf"[\w\"'”’)\]`][{_MARKS}][\"'”’)\]]*\s")
_FIRST_WORD = re.compile(r"[\"'“‘(¿\[]*([^\W\d_]+)")

_ASKING_WORDS = words(
    "what what's whats how how's why when where which who whom whose can could do does did is are"
    " was were should shall would will has have had may might must if"
)
_TELLING_WORDS = words(
    "analyse analyze briefly build compare consider contrast convert create define demonstrate"
    " describe design difference differences differentiate discuss distinguish elaborate evaluate"
    " explain find generate give given identify illustrate imagine implement list make mention"
    " name outline predict prove reverse show simulate solve state suppose summarise summarize swap"
    " talk tell using walk write"
)

_Q = r"(?:question|ques|q|frage|pregunta|pergunta|domanda|вопрос)"
_LABEL = re.compile(
    rf"(?:{_Q}\s*[.#]?\s*\d{{0,4}}\s*(?:[.:)\]]+\s*|[–—-]\s+)"
    r"|question\s+\d{1,4}\s+"
    r"|[#(\[]?\d{1,4}\s*(?:[.:)\]]+(?:\s+|(?=[A-Z¿\"'“`]))|[–—-]\s+))+",
    re.IGNORECASE,
)
_ONLY_LABEL = re.compile(rf"(?:{_Q}\s*[.#]?\s*\d{{0,4}}|[#(\[]?\d{{1,4}})\s*[.:)\]–—-]*$", re.IGNORECASE)
_QUESTION_LABEL = re.compile(r"(?:question|ques|q)\s*[.#]?\s*\d{0,4}\s*[.:)]\s*\S", re.IGNORECASE)
_ANSWER_WORDS = r"(?:answers?|ans|solution|respuesta|réponse|resposta|antwort|risposta|ответ|答案|回答)"
_ANSWER_LABEL = re.compile(
    r"(?:(?:a|an|the|short|long|sample|model|strong|good|suggested|possible|show|see|view|toggle"
    r"|click|for|to|reveal|here|expand)\s+){0,5}" + _ANSWER_WORDS + r"\b\s*[:.]?\s*(?:[A-Z]\b)?\s*$",
    re.IGNORECASE,
)
_ANSWER_PREFIX = re.compile(rf"(?:{_ANSWER_WORDS}|a)\s*\d{{0,4}}\s*[:.)]\s+", re.IGNORECASE)
_SUMMARY_LABEL = re.compile(
    r"(?:hints?|code|example|details?|more|output|table of contents|toc|(?:click|hide|show|view"
    r"|read|expand|see|toggle|open)\b.*)$",
    re.IGNORECASE,
)

_FAQ = re.compile(r"\bfaqs?\b|\bfrequently[ -]asked\b|\bcommon questions\b", re.IGNORECASE)
_QUESTIONS = re.compile(
    r"\bquestions?\b|\bq ?(?:&|and) ?a\b|\bquiz(?:zes)?\b|\bpreguntas\b|\bperguntas\b|\bdomande\b"
    r"|\bfragen\b|\bvragen\b|\bfrågor\b|\bspørgsmål\b|\bpytania\b|\botázky\b|\bpitanja\b|\bвопросы\b"
    r"|\bпитання\b|\bsoruları?\b|\bîntrebări\b|\bkérdések\b|问题|面试题|問題|質問|질문|أسئلة|प्रश्न",
    re.IGNORECASE,
)
_PATH_WORDS = re.compile(
    r"(?:^|[/._-])(?:questions?|quiz(?:zes)?|faqs?|interview[._-]?questions?)(?=$|[/._-])",
    re.IGNORECASE,
)

DIFFICULTIES = words("easy medium hard beginner basic intermediate advanced expert junior mid mid-level senior")
_BRACKETED = re.compile(rf"\s*[(\[]\s*({'|'.join(sorted(DIFFICULTIES))})\s*[)\]]\s*$", re.IGNORECASE)


def asks(text: str) -> bool:
    """Return whether ``text`` is marked as a question."""
    text = undecorated(text)
    return bool(_ENDS_ASKING.search(text[-12:]) or _ASKS_INSIDE.search(text[:400]))


def seems_to_ask(text: str) -> bool:
    """Return whether ``text`` asks, or begins as a question or a task does ("Explain …")."""
    if asks(text):
        return True
    first = _FIRST_WORD.match(question_text(text)[:80])
    word = first.group(1).lower() if first else ""
    return word in _ASKING_WORDS or word in _TELLING_WORDS


def question_text(text: str) -> str:
    """Return ``text`` without its number, its "Q:" and its decoration.

    >>> question_text("Q12. What is a **Pod**? ⭐")
    'What is a **Pod**?'
    """
    bare = undecorated(text)
    label = _LABEL.match(bare[:60])
    return bare[label.end() :] if label and label.end() < len(bare) else bare


def undecorated(text: str) -> str:
    """Return ``text`` without symbols and emoji at its end."""
    end = len(text)
    while end and _is_decoration(text[end - 1]):
        end -= 1
    return text[:end].rstrip() if end else text


def _is_decoration(character: str) -> bool:
    if character.isascii():
        return character in " *#"
    return character in "\ufe0f\u200d" or unicodedata.category(character) in (
        "So",
        "Sk",
        "Sm",
        "Cn",
    )


def is_label(text: str) -> bool:
    """Return whether ``text`` is only the number or the "Q" before a question."""
    return bool(_ONLY_LABEL.match(text[:40])) and len(text) < 40


def is_labelled(text: str) -> bool:
    """Return whether ``text`` begins with "Q:" or "Question 3:"."""
    return bool(_QUESTION_LABEL.match(text[:40]))


def is_numbered(text: str) -> bool:
    """Return whether ``text`` begins with a number or a label that ``question_text`` takes off."""
    label = _LABEL.match(text[:60])
    return bool(label) and label is not None and label.end() < len(text)


def is_answer_label(text: str) -> bool:
    """Return whether ``text`` only says that an answer follows."""
    return len(text) < 60 and bool(_ANSWER_LABEL.match(text.strip("*_ ")))


def is_summary_label(text: str) -> bool:
    """Return whether the summary of details says nothing of what they hold."""
    return is_answer_label(text) or bool(_SUMMARY_LABEL.match(text[:100]))


def without_answer_label(text: str) -> str:
    """Return an answer without the "Answer:" or "A:" that it begins with."""
    found = _ANSWER_PREFIX.match(text[:30])
    return text[found.end() :] if found else text


def is_faq_title(title: str) -> bool:
    """Return whether a heading announces frequently asked questions."""
    return not asks(title) and bool(_FAQ.search(title[:200]))


def is_questions_title(title: str) -> bool:
    """Return whether a heading or a page's title announces questions."""
    return not asks(title) and bool(_QUESTIONS.search(title[:200]))


def path_says_questions(path: str) -> bool:
    """Return whether the name of a file or of a folder near it announces questions."""
    stem = "/".join(path.rsplit("/", 4)[-4:]).rpartition(".")[0]
    return bool(_PATH_WORDS.search(stem))


def split_difficulty(text: str) -> tuple[str, str]:
    """Return ``text`` without a difficulty in brackets at its end, and that difficulty.

    >>> split_difficulty("What is a Pod? (Easy)")
    ('What is a Pod?', 'easy')
    """
    found = _BRACKETED.search(text[-30:])
    if not found:
        return text, ""
    return text[: len(text) - len(found.group())], found.group(1).lower()


def question_part(block_text: str, first_line: str, lead: str) -> tuple[str, str]:
    """Return the question that a paragraph begins with, and what follows it.

    The question is the bold beginning where that asks, else the first line, else everything; what
    follows a question mark at length is an answer.
    """
    if lead and len(lead) < len(block_text) and block_text.startswith(lead) and asks(lead):
        return lead, block_text[len(lead) :].lstrip(" :–—-")
    if first_line and len(first_line) < len(block_text) and seems_to_ask(first_line):
        return first_line, block_text[len(first_line) :].strip()
    return _cut_at_mark(block_text)


def _cut_at_mark(text: str) -> tuple[str, str]:
    """Return ``text`` cut after its last question mark where more than a remark follows."""
    last = max(text.rfind(mark) for mark in _MARKS)
    rest = text[last + 1 :].strip()
    if last >= 0 and len(rest) > 80 and not seems_to_ask(rest):
        return text[: last + 1], rest
    return text, ""


def same_question(text: str) -> str:
    """Return the key under which two wordings of one question are the same."""
    bare = plain(question_text(text)).casefold()
    return "".join(c for c in bare if c.isalnum() or c in "+#") or bare
