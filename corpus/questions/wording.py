"""Recognise questions and tasks in texts, and announcements of questions in titles and paths."""

import re

from corpus.plain_text import QUESTION_MARKS, plain, word_set
from corpus.questions.labels import split_difficulty, undecorated

_ENDS_ASKING = re.compile(rf"[{QUESTION_MARKS}][\"'”’»)\]*_.!:]*$")
_ASKS_INSIDE = re.compile(rf"[\w\"'”’)\]`][{QUESTION_MARKS}][\"'”’)\]]*\s")
_CAPITALISED = re.compile(r"[A-Z][A-Za-z'’-]*$|[A-Z0-9+#.-]+$")
"""A single word that may ask by itself: "Closures?", "SQL?"; not ``int?`` or ``foo.bar?``."""
_CALL = re.compile(r"[\w.$:]{1,100}\([^()]{0,300}\)$")
"""The call of a function, whose last argument may be optional: ``find(path, options?)``."""
_PATTERN = re.compile(r"\\[\w.()\[\]]|\(\?|[+*]\?")
"""What only words of regular expressions have: ``\\d``, ``(?:``, ``.*?``."""
_FIRST_WORD = re.compile(r"[\"'“‘(¿\[]*([^\W\d_]+)")

_ASKING_WORDS = word_set(
    "what what's whats how how's why when where which who whom whose can could do does did is are"
    " was were should shall would will has have had may might must if"
    " qué cómo cuál cuáles cuándo cuántos dónde quién como qual quais quando onde quem porque"
    " comment pourquoi quand quel quelle quelles quels quoi combien was wie warum wann welche welcher welches wieso"
    " cosa come quale quali perché dove quanto wat waarom wanneer welke hoe co czym jak jaki jaka jakie dlaczego kiedy"
    " что чем чему как какая какие каков какова какое какой какую когда где зачем кто куда откуда почему сколько"
    " що чим як яка які яке який коли де навіщо хто чому скільки nedir nasıl neden hangi apa bagaimana mengapa"
)
"""First words of questions. Those of other languages are by hand: what is asked in interviews, and no word that begins
other titles as often, such as the French ``que``."""

_EXAMINING_WORDS = word_set(
    "compare contrast define describe difference differences differentiate discuss distinguish"
    " elaborate enumerate explain list mention name write"
    " explica explique explicar describa descreva expliquez décrivez comparez erkläre erklären beschreibe nenne spiega"
    " descrivi opisz wyjaśnij объясните опишите перечислите расскажите назовите сравните приведите опишіть поясніть"
)
"""First words of tasks that only examiners set."""

_TASK_WORDS = _EXAMINING_WORDS | word_set(
    "analyse analyze briefly build calculate compute consider convert count create demonstrate derive"
    " design determine display draw estimate evaluate fetch find generate get give given identify"
    " illustrate imagine implement make page predict print prove retrieve reverse select show"
    " simulate solve sort state suppose summarise summarize swap talk tell using walk"
)
"""First words of all tasks; steps of instructions begin with many of them too."""

_FAQ = re.compile(r"\bfaqs?\b|\bfrequently[ -]asked\b|\bcommon questions\b", re.IGNORECASE)
_QUESTIONS = re.compile(
    r"\b(?:questions?|q ?(?:&|and) ?a|quiz(?:zes)?|preguntas|perguntas|domande|fragen|vragen|frågor|spørgsmål|pytania"
    r"|otázky|pitanja|вопросы|питання|soruları?|întrebări|kérdések)\b|问题|面试题|問題|質問|질문|أسئلة|प्रश्न",
    re.IGNORECASE,
)
_PATH_WORDS = re.compile(
    r"(?:^|[/._-])(?:questions?|quiz(?:zes)?|faqs?|interview[._-]?questions?)(?=$|[/._-])",
    re.IGNORECASE,
)

_ANSWER_LINK = re.compile(
    r"\b(?:answers?|article|blog|here|learn|link|read|reference|see|solution|source|src|watch)\b", re.I
)

MAX_SECOND_QUESTION = 200
"""Characters of a question on the line below another one that belongs to it. By hand."""


def has_question_mark(text: str) -> bool:
    """Return whether ``text`` contains a question mark of any script."""
    return "?" in text or (not text.isascii() and any(mark in text for mark in QUESTION_MARKS))


def asks(text: str) -> bool:
    """Return whether ``text`` ends with a question mark, or has one after a word in its first 400 characters.

    A mark at the end of an address or a name (``obsidian://open?``, ``/search?``, ``int?``) asks nothing.
    """
    if not has_question_mark(text):
        return False
    text = undecorated(text)
    if text.endswith(")") and _CALL.match(text):
        return False
    return ends_asking(text) or any(
        not _is_name(text, mark.start() + 1) for mark in _ASKS_INSIDE.finditer(text, 0, 400)
    )


def ends_asking(text: str) -> bool:
    """Return whether ``text`` ends with a question mark that asks."""
    end = _ENDS_ASKING.search(text, max(0, len(text) - 12))
    return bool(end) and end is not None and not _is_name(text, end.start())


def _is_name(text: str, mark: int) -> bool:
    """Return whether the word before the question mark at ``mark`` is an address, a pattern or a name.

    After a word that asks it is the end of a sentence.
    """
    start = text.rfind(" ", 0, mark) + 1
    if _PATTERN.search(text, start, mark + 1):
        return _first_word(text[:start]) not in _ASKING_WORDS
    word = text[start:mark].strip("\"'“‘(*_[")
    if start == 0:
        return word.isascii() and not _CAPITALISED.match(word) and word.lower() not in _ASKING_WORDS
    is_address = "://" in word or word.startswith(("/", "./", "?"))
    return is_address and text.count(" ", 0, start) < 3 and _first_word(text[:start]) not in _ASKING_WORDS


def is_question_or_task(text: str) -> bool:
    """Return whether ``text`` asks, or begins with the first word of a question or a task ("Explain …")."""
    return asks(text) or _first_word(text) in _ASKING_WORDS | _TASK_WORDS


def is_question_or_exam_task(text: str) -> bool:
    """Return whether ``text`` asks, or begins with the first word of a question or an exam task.

    Unlike ``is_question_or_task``, this excludes words that begin instructions as well ("Create …").
    """
    return asks(text) or _first_word(text) in _ASKING_WORDS | _EXAMINING_WORDS


def _first_word(text: str) -> str:
    first = _FIRST_WORD.match(split_difficulty(text)[0][:80])
    return first.group(1).lower() if first else ""


def is_faq_title(title: str) -> bool:
    """Return whether a heading announces frequently asked questions."""
    return not asks(title) and bool(_FAQ.search(title[:200]))


def is_questions_title(title: str) -> bool:
    """Return whether a heading or a page's title announces questions."""
    return not asks(title) and bool(_QUESTIONS.search(title[:200]))


def path_announces_questions(path: str) -> bool:
    """Return whether the name of a file or of a folder near it announces questions."""
    stem = "/".join(path.rsplit("/", 4)[-4:]).rpartition(".")[0]
    return bool(_PATH_WORDS.search(stem))


def question_part(text: str, first_line: str, lead: str, tail: str = "") -> tuple[str, str]:
    """Return the question at the beginning of a paragraph, and the text after it.

    The question is ``lead``, the bold beginning, if that asks; else ``first_line`` if that asks; else the text up
    to a question mark that a long text follows, or all of it. ``tail``, a link at the end to the answer, is removed.
    """
    if _begins_with(text, lead) and (asks(lead) or (" " in lead and is_question_or_task(lead))):
        return lead, text[len(lead) :].lstrip(" :–—-")
    if _begins_with(text, first_line) and is_question_or_task(first_line):
        rest = text[len(first_line) :].strip()
        # "Why use A?" with "Is it better than B?" on the next line is one question.
        is_whole = _first_word(rest) in _ASKING_WORDS and ends_asking(rest)
        return (text, "") if is_whole and len(rest) < MAX_SECOND_QUESTION else (first_line, rest)
    return _cut_at_mark(without_tail(text, tail))


def without_tail(text: str, tail: str) -> str:
    """Return a question without the link ``tail`` at its end if that is a link to the answer."""
    bare = text.removesuffix(tail).rstrip(" -–—([:|>→") if tail else text
    # Either the question is complete without the link, or the link has a word such as "answer".
    return bare if bare != text and (ends_asking(bare) or _ANSWER_LINK.search(tail)) and bare else text


def _begins_with(text: str, beginning: str) -> bool:
    return bool(beginning) and len(beginning) < len(text) and text.startswith(beginning)


def _cut_at_mark(text: str) -> tuple[str, str]:
    """Return ``text`` split after its last question mark if a text of more than 80 characters follows it."""
    last = max(text.rfind(mark) for mark in QUESTION_MARKS)
    rest = text[last + 1 :].strip()
    if last >= 0 and len(rest) > 80 and not is_question_or_task(rest):
        return text[: last + 1], rest
    return text, ""


def question_key(text: str) -> str:
    """Return a key that is equal for two spellings of one question: letters, digits, ``+`` and ``#`` alone."""
    bare = plain(split_difficulty(text)[0]).casefold()
    return "".join(c for c in bare if c.isalnum() or c in "+#") or bare
