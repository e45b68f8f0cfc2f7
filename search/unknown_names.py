"""Names that the index does not contain, reported with the nearest names that it does."""

from collections.abc import Sequence

from corpus.problems import GuidedexError

MAX_LETTERS = 80
"""Characters of an unknown name that a message shows; by hand."""


class UnknownName(GuidedexError):
    """A name that the index does not contain; ``nearest`` holds similar names that it does, best first."""

    def __init__(self, what: str, name: str, nearest: Sequence[str]) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
        shown = name if len(name) <= MAX_LETTERS else f"{name[:MAX_LETTERS]}…"
        super().__init__(f"no {what} is called {shown!r}{hint}")


class UnknownSkill(UnknownName):
    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        super().__init__("skill", name, nearest)


class UnknownDocument(UnknownName):
    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        super().__init__("document", name, nearest)
