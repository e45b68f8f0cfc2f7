"""Executed code in Quarto and R Markdown is read as readers see it."""

import pytest

from tests.corpus.reading import guide_of

CHUNKS = """\
# A

There are `r nrow(x)` rows of `{python} n` in `r` and `read(x)`.

```{r}
#| label: fig-plot
#| fig-cap: "A plot"
plot(x)
#| kept
```

```{python}
#| echo: false
secret = 1
```

```{r, include=FALSE}
library(secret)
```

```{r setup, warning=FALSE}
y <- 2
```

```{.r filename="a.R"}
z <- 3
```
"""


@pytest.mark.parametrize("suffix", ["qmd", "Rmd"])
def test_options_hidden_chunks_and_values_are_left_out(suffix: str) -> None:
    (section,) = guide_of(CHUNKS, f"a.{suffix}").sections
    assert section.text == "There are rows of in r and read(x)."
    assert section.code == "plot(x)\n#| kept\ny <- 2\nz <- 3"


def test_lines_stay_and_other_markdown_is_left_alone() -> None:
    assert [section.line for section in guide_of(f"{CHUNKS}\n## B\n\nb\n", "a.qmd").sections] == [1, 29]
    (section,) = guide_of(CHUNKS, "a.md").sections
    assert "r nrow(x)" in section.text
    assert "secret = 1" in section.code
