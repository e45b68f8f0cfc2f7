"""Sentences of the documentation about fields and problems, one for each that the code knows."""

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "title": "Name of the guide. Without it: the first heading of level 1, else the file name.",
    "slug": "Name of the guide in addresses and ids. Without it: the path below the source. Where pages of two folders "
    "have the same, the last part of the path.",
    "page_id": "Last part of the path, as in Docusaurus. Without it: the file name.",
    "skill": "Short name of what the guide teaches, used in facets and related lists. Without it: the title.",
    "category": "Group of guides. Without it: the first folder below the source.",
    "summary": "One or two sentences for suggestions and cards. Without it: the first paragraph.",
    "aliases": "Other names of the skill, found like the title. Values that begin with `/` are old addresses.",
    "old_addresses": "Addresses that lead to the page; links to them are not broken.",
    "tags": "Keywords, a facet. A list, or one text with commas.",
    "related": "Related guides by slug, title or alias; they weigh in related lists, and a missing one is a gap.",
    "related_pin": "Guides at the top of the related list, in this order.",
    "related_exclude": "Guides that never appear in the related list.",
    "updated": "Date of the last change, as exact as it is known: `2026`, `2026-06` or `2026-06-30`.",
    "date": "Date of publication; a page with a later date than today is hidden.",
    "expires": "Date after which the page is hidden.",
    "lang": "Language of the page, such as `de`. Without it: its folder or file name, else the site's language.",
    "url": "Address of the page on the site, where `site.url_pattern` does not give it.",
    "difficulty": "`beginner`, `intermediate`, `advanced` and their many synonyms; a facet of questions.",
    "questions": "Interview questions: texts, or mappings with `question`, `answer`, `difficulty`, `why_asked`.",
    "faq": "Frequently asked questions, in the same forms.",
    "draft": "`true` hides the page, unless the build has `--drafts`.",
    "published": "`false` hides the page; a date is the date of publication.",
    "hidden": "`true` hides the page.",
    "search": "`false` hides the page.",
    "robots": "`noindex` hides the page.",
}
"""What each field of ``corpus.frontmatter.fields.NAMES`` means."""

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "bad-date": ("A date that is none, such as `2026-02-30`.", "Write `YYYY-MM-DD`, or less of it."),
    "binary-file": ("A file that is not text.", "Name it in `.guidedexignore`."),
    "duplicate-id": ("Two guides with one slug, or two records with one id; the first is read.", "Give one another."),
    "duplicate-key": ("A key of the front matter is given twice; the last one counts.", "Keep one."),
    "empty-file": ("A file with nothing in it.", "Write it, or name it in `.guidedexignore`."),
    "field-too-long": ("A title, name or list beyond the limit; it was cut.", "Keep what readers know it by."),
    "front-matter-invalid": ("YAML, TOML or JSON that does not parse; the body is read.", "Mend the line named."),
    "front-matter-without-end": ("Front matter begins and never ends.", "Close it with `---`, `+++` or `}`."),
    "html-invalid": ("An `.html` file without an element.", "Leave it out, or give it its content."),
    "ignore-pattern": (
        "A pattern of an ignore file that is too costly to match, or a file of them that cannot be read.",
        "Name folders instead.",
    ),
    "notebook-invalid": ("An `.ipynb` file that is no notebook.", "Open it in Jupyter and save it again."),
    "not-a-file": ("A pipe, socket or device.", "Leave it out."),
    "include-bounded": ("A page includes too many files, or too long ones; the rest is left out.", "Split the page."),
    "not-utf-8": ("Bytes that are not UTF-8; they were read as Windows-1252, or as UTF-32.", "Save the file as UTF-8."),
    "outside-source": ("A link that leads out of the source folder.", "Copy the file into the source."),
    "bad-record": ("A line of a `.jsonl` file that is no record.", "One JSON object a line, with `id` and `text`."),
    "rst-invalid": ("Content that docutils cannot place.", "Mend the line named."),
    "too-large": ("A file or record over `limits.file_bytes`.", "Split it, or raise the limit."),
    "too-much-markup": ("Nesting or markup beyond the limits; the page is read as plain text.", "Split the page."),
    "unreadable": ("A file or folder that cannot be read.", "Mend its permissions."),
    "unsafe-address": ("An address that is not `http`, `https`, `mailto` or relative; it is left out.", "Change it."),
}
"""Problem -> (what was found, what to do) of each rule of the readers."""
