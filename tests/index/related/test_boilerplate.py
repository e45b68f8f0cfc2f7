"""Text that guides share."""

from corpus.guide import Guide, Section, Table
from index.related.boilerplate import find_boilerplate, row_text, sentences


def guide(title: str, text: str, related: tuple[str, ...] = (), rows: tuple[tuple[str, ...], ...] = ()) -> Guide:
    table = (Table(("A", "B"), rows, tuple(range(20, 20 + len(rows)))),) if rows else ()
    section = Section("Uses", 2, "uses", text, line=9, tables=table)
    slug = title.lower().replace(" ", "-")
    return Guide(slug, title, title, f"{slug}.md", category="Backend", related=related, sections=(section,))


NAMES = ("Kafka", "GraphQL", "Rate Limiting")


def test_a_sentence_is_shared_whatever_the_name_and_the_numbers() -> None:
    text = "{} paid off for {} teams within a year. Only {} says this."
    boilerplate = find_boilerplate([guide(name, text.format(name, i + 3, "xyz"[i])) for i, name in enumerate(NAMES)])
    (shared,) = boilerplate.shared
    assert shared.guides == {"kafka", "graphql", "rate-limiting"}
    assert {place.line for place in boilerplate.places} == {9}
    assert "Kafka paid off for 3 teams within a year." in boilerplate.by_guide["kafka"]
    assert "Only x says this." not in boilerplate.by_guide["kafka"]
    assert boilerplate.own_text("kafka", text.format("Kafka", 3, "x")) == "Only x says this."


def test_lists_of_other_skills_are_masked() -> None:
    lists = ("GraphQL and Rate Limiting", "Kafka, Rate Limiting", "Kafka or GraphQL")
    guides = [guide(n, f"{n} is often used with {o} in production.") for n, o in zip(NAMES, lists, strict=True)]
    assert len(find_boilerplate(guides).shared) == 1


def test_the_category_and_its_article_are_masked() -> None:
    guides = [guide(n, f"{n} is a core backend capability of such teams.") for n in NAMES]
    assert len(find_boilerplate(guides).shared) == 1


def test_rows_of_tables_are_shared_too() -> None:
    guides = [guide(n, "", rows=(("Edge", f"TLS and routing for {n}"),)) for n in NAMES]
    (shared,) = find_boilerplate(guides).shared
    assert {place.line for place in shared.places} == {20}
    assert shared.places[0].text == row_text(("Edge", "TLS and routing for GraphQL"))


def test_texts_of_too_few_guides_or_words_are_no_boilerplate() -> None:
    guides = [guide(n, "For example, yes. Some words that two guides happen to share here.") for n in NAMES[:2]]
    assert not find_boilerplate(guides).shared
    assert len(find_boilerplate(guides, shared_by=2).shared) == 1


def test_a_translation_does_not_make_a_text_shared() -> None:
    one = guide("Kafka", "The same words stand in each of these.")
    others = [
        Guide(one.slug, one.title, one.skill, f"{lang}.md", lang=lang, sections=one.sections) for lang in ("es", "fr")
    ]
    assert not find_boilerplate([one, *others]).shared


def test_an_everyday_word_that_is_a_title_is_not_masked() -> None:
    guides = [guide(n, "This is a stub.") for n in ("This", "Kafka", "GraphQL")]
    assert len(find_boilerplate(guides).shared) == 1


def test_a_line_break_or_a_full_stop_ends_a_sentence() -> None:
    assert sentences("One two. Three!  Four\nfive? (Six.) Seven") == [
        "One two.", "Three!", "Four", "five?", "(Six.)", "Seven",
    ]  # fmt: skip


def test_nothing_is_shared_by_no_guides() -> None:
    assert not find_boilerplate([]).shared
