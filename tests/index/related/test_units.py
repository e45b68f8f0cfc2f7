"""Units, and the tokens that are their own."""

from corpus.guide import Guide, Section
from index.documents import documents_of
from index.matrix.counts import count
from index.matrix.vectors import term_counts
from index.related.boilerplate import find_boilerplate
from index.related.units import MAX_GUIDES_WITH_HEADING, make_units, own_tokens


def guide(number: int, heading: str) -> Guide:
    section = Section(heading, 2, "x", f"Words of guide {number} alone.", line=9)
    return Guide(f"g{number}", f"Guide {number}", f"Guide {number}", f"g{number}.md", sections=(section,))


def own_text(guides: list[Guide]) -> set[str]:
    documents = documents_of(guides)
    stream = count(documents).stream
    is_own = own_tokens(documents, find_boilerplate(guides).by_guide, stream)
    return {stream.tokens[number] for number in stream.numbers[is_own].tolist()}


def test_a_heading_of_the_template_is_nobodys_own() -> None:
    many = [guide(number, "Trade-offs") for number in range(MAX_GUIDES_WITH_HEADING + 1)]
    assert "Trade-offs" not in own_text(many)
    assert "Trade-offs" in own_text(many[1:])
    assert "Words" in own_text(many)


def test_a_guide_says_what_its_parts_say() -> None:
    documents = documents_of([guide(1, "Kafka"), guide(2, "Redis")])
    matrix, columns = term_counts(count(documents))
    units = make_units(matrix, columns, documents)
    assert [documents[row].id for row in units.rows] == ["g1", "g2"]
    assert units.counts.sum() == matrix.sum()
    assert units.questions.tolist() == []
