"""Make the generated parts of ``docs/`` anew: ``python -m tests.docs``."""

from tests.docs.blocks import made, pages

for page in pages():
    text = page.read_text(encoding="utf-8")
    page.write_text(made(text), encoding="utf-8")
