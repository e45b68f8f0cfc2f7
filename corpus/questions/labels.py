"""Labels around questions and answers: numbers, "Q:", "Answer:", difficulties, decoration."""

import re
import unicodedata

from corpus.difficulty import DIFFICULTIES, DIFFICULTY_PATTERN
from corpus.plain_text import word_set

_LEVEL_BEFORE = re.compile(
    rf"(?:[(\[]\s*{DIFFICULTY_PATTERN}\s*[)\]]\s*[:|–—-]?|{DIFFICULTY_PATTERN}\s*(?:[:|]|\s[–—-]\s))\s*(?=\S)", re.I
)
_LEVEL_AFTER = re.compile(
    rf"(?:\s*[(\[]\s*{DIFFICULTY_PATTERN}\s*[)\]]|(?:(?<=[?？.])|\s[|·•:–—-]|[\u2600-\u2bff\U0001f300-\U0001faff]\ufe0f?)\s*[|:–—-]?\s*{DIFFICULTY_PATTERN})\s*$",
    re.I,
)

_Q = r"(?:(?:interview\s+)?question|ques?|q|frage|pregunta|pergunta|domanda|вопрос|问题|質問)"
_NUMBER = r"#?\d{1,4}"
_LABEL = re.compile(
    rf"(?:[(\[]?{_Q}[\s.#-]*{_NUMBER}(?:\s*(?:[.:：)\]]+\s*|[–—-]\s+)|\s+)"
    rf"|{_Q}\s*(?:[.:：)\]]+\s*|[–—-]\s+)"
    r"|(?:#\d{1,4}|\d{1,3}(?:\.\d{1,3})+[.)]?)\s+(?=(?-i:[A-Z])|[¿\"'“`])"
    r"|[#(\[]?\d{1,4}\s*(?:[.:、)\]]+(?:\s+|(?=[A-Z¿\"'“`\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]))|[–—-]\s+))+",
    re.IGNORECASE,
)
_ONLY_LABEL = re.compile(rf"(?:{_Q}[\s.#-]*\d{{0,4}}|[#(\[]?\d{{1,4}})\s*[.:：)\]–—-]*$", re.IGNORECASE)
_QUESTION_LABEL = re.compile(
    rf"[(\[]?{_Q}(?:[\s.#-]*{_NUMBER}\s*(?:[.:：)\]]|[–—-]\s|\s)|\s*[.:：)])\s*\S", re.IGNORECASE
)

_ANSWER_WORDS = (
    r"(?:answers?|ans|solution"
    r"|(?:antwoord|antwort|atbilde|atsakymas|cavab|cevap|đáp án|javob|jawab|jawaban|jawapan|lösung|odgovor|odpoveď"
    r"|odpověď|odpowiedź|përgjigj[ae]|răspuns|répon(?:dre|se)|resposta|respuesta|risposta|sagot|soluci[oó]n|soluzione"
    r"|solução|svar|trả lời|válasz|vastaus|vastus|yanıt|απάντηση|адказ|відповідь|одговор|ответ|отговор|решение"
    r"|उत्तर|जवाब|উত্তর|תשובה|ال[إا]جابة|جواب|الجواب|پاسخ|คำตอบ|เฉลย|답|답변|정답|해답|答|答え|答案|回答|正解|解答)"
    r"(?:\s+(?:corr\w{2,7}|الصحيحة))?)"
)
_OPTIONS = r"\(?[^\W\d_]\)?(?:\s*[,&/]\s*[^\W\d_]|\s+(?:and|or)\s+[^\W\d_])*"
"""The letters of the right options of a quiz: ``B``, ``A, C``."""

_ANSWER_LABEL = re.compile(
    r"(?:(?:a|an|the|short|long|sample|model|strong|good|ideal|correct|expected|suggested|possible|show|see|view|toggle"
    rf"|click|for|to|reveal|here|expand|right)\s+){{0,5}}{_ANSWER_WORDS}"
    rf"\s*(?:$|[:：.]\s*$|(?:[:：.]\s*|\s|(?<=[答案解])\s*)(?P<options>{_OPTIONS})\s*\.?$)|a\s*\d{{0,4}}\s*:$",
    re.IGNORECASE,
)
_TROUBLE_LABEL = re.compile(
    r"(?:issue|problem|error|symptom|cause|reason|warning|message|description|details?|scenario|case|background|context"
    r"|motivation|overview|example|fault|failure|bug)(?:s|\(s\))?(?:\s+(?:description|details?|message|statement))?"
    r"[\s.#:：-]*\d{0,4}$",
    re.IGNORECASE,
)
"""Headings beside "Solution" in pages of troubleshooting and of patterns, which ask nothing. By hand."""

_ANSWER_PREFIX = re.compile(
    r"(?:(?:(?:correct|expected|good|ideal|model|right|sample|short|strong|suggested)\s+)?"
    rf"{_ANSWER_WORDS}|a)[\s-]*\d{{0,4}}\s*(?:[:.)]\s+|：\s*)",
    re.IGNORECASE,
)
_SUMMARY_LABEL = re.compile(
    r"(?:hints?|code|example|details?|more|output|table of contents|toc|(?:click|hide|show|view"
    r"|read|expand|see|toggle|open)\b.*)$",
    re.IGNORECASE,
)
_CITATION = re.compile(
    rf"(?:(?<=[?？.])\s*\[(?!\s*{DIFFICULTY_PATTERN}\s*\])[^\[\]]{{1,40}}\]+|\s\[+(?:src|source|ref|link)\]+)$",
    re.IGNORECASE,
)


def question_text(text: str) -> str:
    """Return ``text`` without number, "Q:", citation and decoration.

    >>> question_text("Q12. What is a **Pod**? ⭐")
    'What is a **Pod**?'
    """
    bare = undecorated(_CITATION.sub("", undecorated(text)))
    label = _LABEL.match(bare[:60])
    return bare[label.end() :] if label and label.end() < len(bare) else bare


def split_difficulty(text: str) -> tuple[str, str]:
    """Return the question in ``text`` without labels, and the difficulty before or after it, "" for none.

    >>> split_difficulty("3. [Easy] What is a Pod?")
    ('What is a Pod?', 'easy')
    """
    text = question_text(text)
    before = _LEVEL_BEFORE.match(text[:60])
    after = _LEVEL_AFTER.search(text, max(0, len(text) - 40))
    if before:
        difficulty = before.group(1) or before.group(2)
        return question_text(text[before.end() :]), difficulty.lower()
    if after:
        difficulty = after.group(1) or after.group(2)
        return question_text(text[: after.start()]), difficulty.lower()
    return text, ""


def difficulty_of_title(title: str) -> str:
    """Return the only difficulty in a heading of up to four words ("Easy", "Junior level"), "" for none."""
    names = word_set(re.sub(r"[^\w-]+", " ", undecorated(title).lower())) & DIFFICULTIES
    return next(iter(names)) if len(names) == 1 and len(title.split()) < 5 else ""


def undecorated(text: str) -> str:
    """Return ``text`` without symbols and emoji at its ends; ``C#`` and ``SELECT *`` stay unchanged."""
    start, end = 0, len(text)
    while end and (text[end - 1] == " " or _is_symbol(text[end - 1])):
        end -= 1
    while start < end and (text[start] == " " or _is_symbol(text[start])):
        start += 1
    bare = text[start:end]
    if not bare:
        return text
    # "What is a Pod? **" loses its marks; after anything but an end mark they may belong to the text.
    without_marks = bare.rstrip("*# ")
    return without_marks if without_marks.endswith(("?", "？", ".", "!")) else bare


def _is_symbol(character: str) -> bool:
    if character.isascii():
        return False
    return character in "\ufe0f\u200d" or unicodedata.category(character) in ("So", "Sk", "Sm", "Cn")


def is_bare_label(text: str) -> bool:
    """Return whether ``text`` is nothing but the number or the "Q" of a question."""
    return len(text) < 40 and bool(_ONLY_LABEL.match(text))


def is_labelled(text: str) -> bool:
    """Return whether ``text`` begins with "Q:" or "Question 3:"."""
    return bool(_QUESTION_LABEL.match(undecorated(text[:60])))


def is_numbered(text: str) -> bool:
    """Return whether ``text`` begins with a number or a label that ``question_text`` removes."""
    label = _LABEL.match(text[:60])
    return bool(label) and label is not None and label.end() < len(text)


def is_answer_label(text: str) -> bool:
    """Return whether ``text`` is nothing but the label of an answer ("Answer:", "Show solution")."""
    return len(text) < 60 and bool(_ANSWER_LABEL.match(text.strip("*_ ")))


def is_trouble_label(text: str) -> bool:
    """Return whether a heading is nothing but the label of a trouble whose solution follows ("Issue", "Problem 2")."""
    return len(text) < 60 and bool(_TROUBLE_LABEL.match(text))


def gives_options(text: str) -> bool:
    """Return whether the label of an answer is the whole answer to a quiz: "Answer: B"."""
    match = _ANSWER_LABEL.match(text.strip("*_ ")) if len(text) < 60 else None
    return bool(match and match.group("options"))


def is_summary_label(text: str) -> bool:
    """Return whether the summary of details is generic ("Show answer", "Details"), not a title."""
    return is_answer_label(text) or bool(_SUMMARY_LABEL.match(text[:100]))


def without_answer_label(text: str) -> str:
    """Return an answer without "Answer:" or "A:" at its beginning."""
    match = _ANSWER_PREFIX.match(text[:30])
    return text[match.end() :] if match else text
