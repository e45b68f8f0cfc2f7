"""Guides as Markdown, for assistants and for readers of plain text."""
