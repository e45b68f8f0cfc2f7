"""The keys of ``guidedex.yaml``, with a validator for each; ``template.yaml`` explains them."""

from typing import Any

from corpus.frontmatter.fields import NAMES
from corpus.heading_slugs import STYLES
from index.weights import FIELD_BOOSTS
from web.settings import validators
from web.settings.colours import COLOURS, colours
from web.settings.validators import Validator, fixed_mapping, integer, list_of, mapping_of, number, text, texts
from web.settings.yaml_node import YamlNode

WAIVER_KEYS: dict[str, Validator] = {"finding": text, "reason": text, "until": validators.date}

SECTION_KEYS: dict[str, Validator] = {"names": texts, "required": validators.boolean, "min_words": integer()}


def page_section(node: YamlNode) -> dict[str, Any]:
    """Return a section of a page type; a plain text is the name of a required section."""
    if node.kind != "mapping":
        return {"names": (text(node),)}
    return dict(fixed_mapping(SECTION_KEYS, required=("names",))(node))


PAGE_TYPE_KEYS: dict[str, Validator] = {
    "sections": list_of(page_section),
    "categories": texts,
    "paths": texts,
    "min_questions": integer(),
    "ordered": validators.boolean,
}

GAP_KEYS: dict[str, Validator] = {
    "rules": texts,
    "pages": texts,
    "leave_out": mapping_of(texts),
    "stale_after_days": integer(1),
    "shared_by": integer(2),
    "weak_results": integer(1),
    "weak_click_share": number(1),
    "min_searches": integer(1),
    "learned_share": number(1),
    "learned_from": integer(2),
    "duplicate_likeness": number(1),
    "skills": texts,
    "ambiguous": texts,
    "lookalikes": list_of(texts),
    "waivers": list_of(fixed_mapping(WAIVER_KEYS, required=tuple(WAIVER_KEYS))),
}

RETIRED_GAP_KEYS: dict[str, Validator] = {"thin_words": integer()}
"""Keys that have no effect any more; ``search.gaps.settings`` has what the report says of them."""

KEYS: dict[str, Validator] = {
    "site": fixed_mapping(
        {
            "title": text,
            "base_url": validators.web_address,
            "url_pattern": validators.url_pattern,
            "language": validators.language,
            "theme": mapping_of(colours, keys=COLOURS),
            "templates": validators.path,
        }
    ),
    "sources": texts,
    "ignore": texts,
    "versions": texts,
    "anchors": validators.one_of(tuple(STYLES)),
    "inline_tags": validators.boolean,
    "fields": mapping_of(validators.one_of(tuple(NAMES))),
    "aliases": mapping_of(texts),
    "synonyms": validators.synonyms,
    "boosts": mapping_of(number(1000), keys=tuple(FIELD_BOOSTS)),
    "pins": mapping_of(text),
    "meaning": validators.meaning,
    "page_types": mapping_of(fixed_mapping(PAGE_TYPE_KEYS, required=("sections",))),
    "gaps": fixed_mapping({**GAP_KEYS, **RETIRED_GAP_KEYS}),
    "editor": fixed_mapping({"file_url": validators.file_url}),
    "query_log": fixed_mapping({"enabled": validators.boolean, "file": validators.path, "keep_days": integer(1)}),
    "limits": fixed_mapping({"file_bytes": integer(1), "llms_bytes": integer()}),
    "server": fixed_mapping(
        {
            "prefix": validators.prefix,
            "proxies": integer(),
            "rate_limit": validators.rate,
            "log": validators.one_of(("errors", "requests")),
        }
    ),
}
"""Top-level keys."""
