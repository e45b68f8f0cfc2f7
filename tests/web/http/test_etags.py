"""Entity tags and conditional requests."""

from web.http.etags import entity_tag


def test_tags_depend_on_every_part_and_on_where_parts_end() -> None:
    tags = {entity_tag("a", "b"), entity_tag("ab"), entity_tag("a", "c"), entity_tag("a")}
    assert len(tags) == 4
