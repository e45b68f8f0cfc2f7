"""Small guides that are asked for in other words than theirs."""

from pathlib import Path

GUIDES = {
    "locking": (
        "Optimistic locking",
        "Two writers must not overwrite each other.\n\n## Versions\n\nEach row carries a version number. The database "
        "refuses an update when the number has changed since it was read, and the application loads it once more.\n\n"
        "## Waiting\n\nA pessimistic lock makes the second writer wait until the first one commits.",
    ),
    "retries": (
        "Retries",
        "A failed call is repeated.\n\n## Backoff\n\nThe delay doubles after every attempt, with some randomness, so "
        "that clients do not all return in one instant.\n\n## Idempotency\n\nA payment needs a key, so that it is "
        "booked once however often it arrives.",
    ),
    "caching": (
        "Caching",
        "Results are kept.\n\n## Invalidation\n\nStale copies are dropped when the original changes.\n\n"
        "## Warming\n\nAfter a restart the hit rate is low until the cache is full again.",
    ),
    "deploying": (
        "Deploying",
        "New versions go live.\n\n## Blue and green\n\nTwo environments exist, and traffic switches from the old "
        "one to the new one in a moment. Readers of the pages notice nothing, as both environments answer them in the "
        "same way all the time. Rolling back is the same switch in the other direction.",
    ),
    "pruefung": ("Prüfung", "---"),
}

OTHER_WORDS = "simultaneous editing conflict"
"""Shares no word with the guide that answers it."""


def write(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for slug, (title, text) in GUIDES.items():
        (folder / f"{slug}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    german = "---\nlang: de\n---\n# Sperren\n\nZwei Schreiber überschreiben einander nicht.\n"
    (folder / "sperren.md").write_text(german, encoding="utf-8")
    return folder
