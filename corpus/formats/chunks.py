"""The executed code of Quarto and R Markdown, as readers see it.

The number of lines never changes, so that line numbers stay valid.
"""

import re

from corpus.markdown.fences import opened_fence, stretches
from corpus.plain_text import word_set

_LANGUAGE = re.compile(r"\.?[a-z]\w{0,20}")
_LANGUAGES = word_set("r python julia bash sh sql stan ojs rcpp js node css mermaid dot cat embed")
_OPTION = re.compile(r"[ \t>]{0,20}(?:#|//|--|%%)\|")
_NOT_SHOWN = re.compile(r"\b(?:echo|include)\s?[:=]\s?(?:false|FALSE|F)\b")
_VALUE = re.compile(r"(?<!`)`(?:r|\{(?:r|python|julia|ojs)\}) [^`\n]{1,500}`(?!`)")


def shown_of_chunks(body: str) -> str:
    """Return ``body`` without options of chunks, chunks that are not shown, and values that code puts into the text.

    >>> shown_of_chunks("There are `r nrow(x)` rows.\\n\\n```{r}\\n#| label: fig\\nplot(x)\\n```")
    'There are  rows.\\n\\n```r\\n\\nplot(x)\\n```'
    """
    return "\n".join(_chunk(text) if is_code else _VALUE.sub("", text) for is_code, text in stretches(body))


def _chunk(code: str) -> str:
    """Return a block of fenced code as readers see it, with as many lines."""
    first, *lines = code.split("\n")
    fence = opened_fence(first)
    braced = fence.info[1:-1] if fence and fence.info.startswith("{") and fence.info.endswith("}") else ""
    language = _LANGUAGE.match(braced)
    if not language or language.group() not in _LANGUAGES:
        return code
    n_options = next((at for at, line in enumerate(lines) if not _OPTION.match(line)), len(lines))
    if _NOT_SHOWN.search("\n".join([braced, *lines[:n_options]])):
        return "\n" * len(lines)
    opening = first.replace(f"{{{braced}}}", language.group())
    return "\n".join([opening, *[""] * n_options, *lines[n_options:]])
