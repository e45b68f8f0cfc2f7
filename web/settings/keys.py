"""The keys of ``guidedex.yaml``; ``template.yaml`` beside this file says what each is for."""

from typing import Any

from corpus.frontmatter.fields import NAMES
from index.options import FIELD_BOOSTS
from web.settings import validators
from web.settings.colours import COLOURS, colours
from web.settings.validators import Shape, group, list_of, mapping_to, number, text, texts, whole
from web.settings.yaml_node import YamlNode

WAIVER: dict[str, Shape] = {"finding": text, "reason": text, "until": validators.date}

SECTION: dict[str, Shape] = {"names": texts, "required": validators.truth, "min_words": whole()}


def section(cell: YamlNode) -> dict[str, Any]:
    """Return a section that pages have; a text alone is the name of a required one."""
    if cell.kind != "mapping":
        return {"names": (text(cell),)}
    return dict(group(SECTION, required=("names",))(cell))


PAGE_TYPE: dict[str, Shape] = {
    "sections": list_of(section),
    "categories": texts,
    "paths": texts,
    "min_questions": whole(),
    "ordered": validators.truth,
}

GAPS: dict[str, Shape] = {
    "rules": texts,
    "pages": texts,
    "stale_after_days": whole(1),
    "thin_words": whole(),
    "shared_by": whole(2),
    "weak_results": whole(1),
    "weak_click_share": number(1),
    "min_searches": whole(1),
    "learned_share": number(1),
    "learned_from": whole(2),
    "duplicate_likeness": number(1),
    "skills": texts,
    "ambiguous": texts,
    "lookalikes": list_of(texts),
    "waivers": list_of(group(WAIVER, required=tuple(WAIVER))),
}

KEYS: dict[str, Shape] = {
    "site": group(
        {
            "title": text,
            "base_url": validators.address,
            "url_pattern": validators.url_pattern,
            "language": validators.language,
            "theme": mapping_to(colours, keys=COLOURS),
            "templates": validators.path,
        }
    ),
    "sources": texts,
    "ignore": texts,
    "fields": mapping_to(validators.one_of(tuple(NAMES))),
    "aliases": mapping_to(texts),
    "synonyms": validators.synonyms,
    "boosts": mapping_to(number(1000), keys=tuple(FIELD_BOOSTS)),
    "pins": mapping_to(text),
    "page_types": mapping_to(group(PAGE_TYPE, required=("sections",))),
    "gaps": group(GAPS),
    "query_log": group({"enabled": validators.truth, "file": validators.path, "keep_days": whole(1)}),
    "limits": group({"file_bytes": whole(1)}),
    "server": group(
        {
            "prefix": validators.prefix,
            "proxies": whole(),
            "rate_limit": validators.rate,
            "log": validators.one_of(("errors", "requests")),
        }
    ),
}
"""Every key, and what its value may be."""
