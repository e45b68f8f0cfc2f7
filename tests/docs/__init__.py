"""The generated parts of ``docs/``; ``python -m tests.docs`` writes them."""
