"""Searching a corpus small enough to rank in the head."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from index.build import BuildOptions, build
from index.options import SiteOptions
from index.storage.bounded_cache import BoundedCache
from index.storage.generations import IndexMissing
from search import Searcher, open_index
from search.engines.protocol import Matches, Wanted
from search.engines.terms import ListedTerms
from search.query.parse import parse
from search.query.plan import Planner
from search.results import ResultPage
from search.searcher import SORTS
from search.unknown_names import UnknownDocument, UnknownSkill
from tests.corpora import ANIMALS, searcher_over, write_records
from tests.hostile_strings import hostile_strings

SEED = 7

SKILLS = (
    {"id": "kubernetes", "title": "Kubernetes", "aliases": ["k8s"], "category": "DevOps", "tags": ["containers"],
     "text": "Schedules containers on nodes.", "updated": "2026-06"},
    {"id": "docker", "title": "Docker", "category": "DevOps", "tags": ["containers", "images"],
     "text": "Builds images and runs containers. Kubernetes schedules them.", "updated": "2025"},
    {"id": "cpp", "title": "C++", "category": "Languages", "text": "Values, references and templates."},
    {"id": "csharp", "title": "C#", "category": "Languages", "text": "Classes, tasks and spans."},
    {"id": "c", "title": "C", "category": "Languages", "text": "Pointers and structs."},
    {"id": "nodejs", "title": "Node.js", "category": "Backend", "text": "JavaScript on the server."},
    {"id": "rate-limiting", "title": "Rate limiting", "category": "Backend", "text": "Token buckets refuse callers."},
    {"id": "q1", "kind": "question", "guide": "docker", "title": "What is a process?", "skill": "Docker",
     "difficulty": "easy", "answer": "A running program; a container holds some."},
    {"id": "q2", "kind": "question", "guide": "docker", "title": "What is an image layer?", "skill": "Docker",
     "difficulty": "hard", "answer": "A difference of files."},
)  # fmt: skip


@pytest.fixture(scope="module")
def animals(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("animals"), ANIMALS)


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("skills"), SKILLS)


def ids(page: ResultPage) -> list[str]:
    return [hit.id for hit in page.hits]


def test_documents_with_every_word_come_first(animals: Searcher) -> None:
    assert ids(animals.search("cat sleeps")) == ["cat", "dog", "mouse"]
    assert ids(animals.search("mouse cheese")) == ["mouse", "cat"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("k8s", "kubernetes"), ("kubernetes", "kubernetes"), ("C++", "cpp"), ("c#", "csharp"), ("C", "c"),
        ("node js", "nodejs"), ("NodeJS", "nodejs"), ("ratelimiting", "rate-limiting"),
        ("rate limits", "rate-limiting"),
        ("What is a process?", "q1"), ("kuberntes", "kubernetes"),
    ],
)  # fmt: skip
def test_a_name_finds_its_own_document_first(skills: Searcher, query: str, first: str) -> None:
    assert ids(skills.search(query))[0] == first


def test_a_typo_is_corrected_and_said_and_a_known_word_never_is(skills: Searcher) -> None:
    page = skills.search("dokcer images")
    assert {"docker", "q2"} <= set(ids(page))
    assert page.relaxed is not None
    assert (page.relaxed.step, page.suggestion) == ("typo", "docker images")
    assert skills.search("docker images").relaxed is None


def test_the_correction_that_is_said_stands_beside_the_other_words(tmp_path: Path) -> None:
    texts = ("A circuit breaker opens.", "A broker keeps messages.", "One broker leads.", "Brakes and a broker.")
    records = [{"id": f"d{n}", "title": f"Note {n}", "text": text} for n, text in enumerate(texts)]
    searcher = searcher_over(tmp_path, records)
    assert searcher.search("braker").suggestion == "broker"
    assert searcher.search("circuit braker").suggestion == "circuit breaker"


def test_of_the_forms_of_a_word_that_which_is_most_like_it_is_said(tmp_path: Path) -> None:
    texts = ("Managed secrets.", "Managed keys.", "The management of secrets.")
    records = [{"id": f"d{n}", "title": f"Note {n}", "text": text} for n, text in enumerate(texts)]
    relaxed = searcher_over(tmp_path, records).search("secrets managment").relaxed
    assert relaxed is not None
    assert relaxed.text == "Nothing says “managment”; these say “management”."


def test_the_original_of_a_corrected_query_can_be_asked_for(skills: Searcher) -> None:
    relaxed = skills.search("dokcer").relaxed
    assert relaxed is not None
    assert relaxed.original == '"dokcer"'
    page = skills.search(relaxed.original)
    assert page.relaxed is not None
    assert (page.relaxed.step, page.suggestion, page.total) == ("browse", "Docker", 0)


def test_a_query_is_planned_once_for_all_of_its_pages_filters_and_sorts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher, planned = searcher_over(tmp_path, SKILLS), []
    plan = Planner.plan
    monkeypatch.setattr(Planner, "plan", lambda self, *rest: planned.append(rest[0].text) or plan(self, *rest))
    pages = [
        searcher.search("container images", filters, limit=2, offset=offset, sort=sort)
        for filters in ({}, {"category": ["DevOps"]}, {"kind": ["question"]})
        for offset, sort in ((0, "score"), (2, "score"), (0, "title"))
    ]
    assert planned == ["container images"]
    assert len({page.total for page in pages}) > 1
    searcher.search("containers")
    assert planned == ["container images", "containers"]


def test_a_query_is_ranked_once_for_all_of_its_pages_filters_and_sorts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher, n_ranked = searcher_over(tmp_path, SKILLS), 0
    engine = searcher._current().engine
    needed = engine.needed

    def counted(wanted: Sequence[Wanted]) -> Iterable[Matches]:
        nonlocal n_ranked
        n_ranked += len(wanted)
        return needed(wanted)

    monkeypatch.setattr(engine, "needed", counted)
    views = product(({}, {"kind": ["question"]}), ((10, 0), (1, 1)), (("kind", "skill"), ()), (False, True), SORTS)
    arguments = [(filters, *window, facets, explain, sort) for filters, window, facets, explain, sort in views]
    kept = [searcher.search("docker process", *each) for each in arguments]
    assert n_ranked == 1
    assert kept[0].total > kept[-1].total > 0
    searcher._current().rankings = BoundedCache(0)
    assert kept == [searcher.search("docker process", *each) for each in arguments]
    assert n_ranked == 1 + len(arguments)


def test_rankings_that_are_kept_stay_within_their_bytes_however_many_are_asked(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, SKILLS)
    rankings = searcher._current().rankings = BoundedCache(20_000)
    for i in range(100):
        searcher.best(f"docker process {i}")
        assert rankings.n_bytes <= 20_000
    n_kept = len(rankings)
    searcher.best("docker " * 200)
    assert 1 < n_kept == len(rankings) < 20


def test_snippets_are_escaped_and_marked(tmp_path: Path) -> None:
    hostile = [{"id": "x", "title": "<b>T</b>", "text": "a <script>alert(1)</script> & cache"}]
    hit = searcher_over(tmp_path, hostile).search("cache script").hits[0]
    assert "&lt;<mark>script</mark>&gt;" in hit.snippet
    assert "&amp; <mark>cache</mark>" in hit.snippet
    assert "<script" not in hit.snippet
    assert hit.title == "<b>T</b>"


def test_reasons_say_in_words_where_a_hit_matched(skills: Searcher) -> None:
    reasons = [reason.text for reason in skills.search("k8s containers").hits[1].reasons]
    assert reasons == ["Kubernetes, another name of k8s, once", "“containers” once"]
    assert skills.search("docker").hits[0].reasons[0].text == "called exactly this"


@pytest.mark.parametrize("query", ["cat", "cat sleeps", "hunting mouse", "sleping cat", "catt OR dog", '"the cat"'])
def test_contributions_sum_to_the_score(animals: Searcher, query: str) -> None:
    page = animals.search(query, explain=True)
    assert page.hits
    for hit in page.hits:
        assert sum(part.value for part in hit.explanation) == pytest.approx(hit.score, abs=1e-9)
        assert hit.score > 0


def test_facets_count_the_whole_answer_and_ignore_their_own_filter(skills: Searcher) -> None:
    page = skills.search("containers", {"category": ["DevOps"]}, limit=1, facets=("category", "kind", "tag"))
    assert page.total == 2
    assert [(f.value, f.count, f.selected) for f in page.facets["category"]] == [("DevOps", 2, True)]
    assert {f.value: f.count for f in page.facets["tag"]} == {"containers": 2, "images": 1}
    everything = skills.search("", facets=("category",))
    assert {f.value: f.count for f in everything.facets["category"]} == {"Backend": 2, "DevOps": 2, "Languages": 3}


def test_values_of_one_facet_mean_or_and_facets_among_each_other_and(skills: Searcher) -> None:
    both = skills.search("", {"category": ["DevOps", "backend"]})
    assert set(ids(both)) == {"kubernetes", "docker", "nodejs", "rate-limiting"}
    assert ids(skills.search("", {"category": ["DevOps"], "tag": ["images"]})) == ["docker"]
    assert skills.search("", {"category": ["None such"]}).total == 0


def test_a_chosen_value_without_documents_is_shown_as_such(skills: Searcher) -> None:
    page = skills.search("pointers", {"category": ["DevOps"]}, facets=("category",))
    assert [(f.value, f.count, f.selected) for f in page.facets["category"]][-1] == ("DevOps", 0, True)


def test_dates_are_compared_as_exact_as_they_are(skills: Searcher) -> None:
    assert ids(skills.search("", {"updated": [">=2026-01"]})) == ["kubernetes"]
    assert ids(skills.search("", {"updated": ["<=2025"]})) == ["docker"]
    assert ids(skills.search("", {"updated": ["2026"]})) == ["kubernetes"]


@pytest.mark.parametrize(
    ("value", "met"),
    [
        (">2024", ["docker", "kubernetes"]),
        (">2024-12-31", ["docker", "kubernetes"]),
        (">2025", ["kubernetes"]),
        (">2025-11", ["docker", "kubernetes"]),
        (">2025-12", ["kubernetes"]),
        (">2026-05-31", ["kubernetes"]),
        (">2026-06-29", ["kubernetes"]),
        (">2026-06-30", []),
        (">2026-06", []),
        (">2026", []),
        ("<2025", []),
        ("<2025-01-01", []),
        ("<2025-01-02", ["docker"]),
        ("<2026", ["docker"]),
        ("<2026-06-01", ["docker"]),
        ("<2026-06-02", ["docker", "kubernetes"]),
        ("<2026-07", ["docker", "kubernetes"]),
        (">9999", []),
        ("<0001", []),
    ],
)
def test_a_strict_bound_is_met_by_dates_with_a_day_after_or_before_all_of_its_own(
    skills: Searcher, value: str, met: list[str]
) -> None:
    assert ids(skills.search("", {"updated": [value]})) == met
    assert ids(skills.search(f"updated:{value}")) == met


@pytest.mark.parametrize("value", [">2026-13", "=>2026", ">", "<<2026", ">2026-02-31"])
def test_a_bound_that_no_date_can_be_meets_nothing_and_is_named(skills: Searcher, value: str) -> None:
    page = skills.search("", {"updated": [value]})
    assert (page.total, "is no date" in page.notices[0]) == (0, True)


def test_fields_in_the_query_filter(skills: Searcher) -> None:
    assert ids(skills.search("kind:question difficulty:hard")) == ["q2"]
    assert ids(skills.search("skill:docker kind:question what")) == ["q1", "q2"]


def test_dates_must_meet_every_value_and_other_filters_one_of_any_number(skills: Searcher) -> None:
    dates = ("2024", "2025", "2025-06", "2026", "2026-06", "2026-06-15", "2027", "soon")
    values = [operator + date for operator in ("", ">=", "<=", ">", "<") for date in dates]
    met = {value: set(ids(skills.search("", {"updated": [value]}))) for value in values}
    assert len(set(map(frozenset, met.values()))) == 4
    for one, other in product(values, repeat=2):
        assert set(ids(skills.search("", {"updated": [one, other]}))) == met[one] & met[other]
    many = [str(number) for number in range(5000)]
    assert ids(skills.search("", {"tag": [*many, "images"]})) == ["docker"]
    assert ids(skills.search("", {"category": ["backend", *many]})) == ["nodejs", "rate-limiting"]


def test_an_empty_query_lists_by_title_and_nothing_else_does(skills: Searcher) -> None:
    titles = [hit.title for hit in skills.search("", limit=50).hits]
    assert titles == sorted(titles, key=str.casefold)
    assert len(titles) == len(SKILLS)
    for nothing in ("*", "?", "!!", '""', "-"):
        page = skills.search(nothing)
        assert page.total == 0
        assert page.notices


def test_excluded_words_are_left_out_and_said(animals: Searcher) -> None:
    page = animals.search("cat -cheese")
    assert ids(page) == ["cat", "dog"]
    assert "cheese" in page.notices[0]


def test_a_pasted_name_has_no_operators(tmp_path: Path) -> None:
    titles = ["Tools -editor, shell- and more", "What does kind:question mean?", 'The "rate limit" of a shell']
    records = [{"id": f"t{i}", "title": title, "text": "editor"} for i, title in enumerate(titles)]
    searcher = searcher_over(tmp_path, records)
    for i, title in enumerate(titles):
        page = searcher.search(title)
        assert page.hits[0].id == f"t{i}"
        assert not page.notices


def test_a_phrase_is_required_where_it_occurs_and_words_where_it_does_not(animals: Searcher) -> None:
    assert ids(animals.search('"hunting cat"')) == ["mouse"]
    page = animals.search('"cheese cat"')
    assert ids(page)[0] == "mouse"
    assert "occurs nowhere" in page.notices[0]


def test_sorting_by_date_difficulty_and_title(skills: Searcher) -> None:
    assert ids(skills.search("containers", sort="updated"))[0] == "kubernetes"
    assert ids(skills.search("what", {"kind": ["question"]}, sort="difficulty")) == ["q1", "q2"]
    assert ids(skills.search("containers", sort="title"))[0] == "docker"


DATED = [
    {"id": "both-old", "title": "Lock", "text": "Locks of a queue, a queue of locks.", "updated": "2020-01"},
    {"id": "both-new", "title": "Queue", "text": "A lock.", "updated": "2024-01", "difficulty": "easy"},
    {"id": "both-new-better", "title": "Queue lock", "text": "", "updated": "2024-01", "difficulty": "easy"},
    {"id": "one-newest", "title": "Lock and key", "text": "A key.", "updated": "2026-01", "difficulty": "easy"},
    {"id": "none", "title": "Tree", "text": "Leaves.", "updated": "2026-02"},
]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("updated", ["both-new-better", "both-new", "both-old", "one-newest"]),
        ("difficulty", ["both-new-better", "both-new", "both-old", "one-newest"]),
        ("title", ["both-old", "both-new", "both-new-better", "one-newest"]),
    ],
)
def test_a_sorted_list_has_documents_with_every_word_first_and_equal_ones_by_score(
    tmp_path: Path, sort: str, expected: list[str]
) -> None:
    searcher = searcher_over(tmp_path, DATED)
    assert ids(searcher.search("queue lock", sort=sort)) == expected
    assert ids(searcher.search("queue lock", sort=sort, limit=2, offset=1)) == expected[1:3]


def test_equal_titles_go_by_score_in_order_of_title(tmp_path: Path) -> None:
    records = [{"id": f"{n}", "title": "Arrays", "text": "array " * n} for n in (1, 3, 2)]
    searcher = searcher_over(tmp_path, [*records, {"id": "0", "title": "Ab", "text": "array"}])
    by_score = [id_ for id_ in ids(searcher.search("array")) if id_ != "0"]
    assert ids(searcher.search("array", sort="title")) == ["0", *by_score]
    assert by_score[0] != "1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filters": {"colour": ["red"]}}, "unknown filter 'colour'; known are kind"),
        ({"filters": {"kind": "question"}}, "takes a list"),
        ({"facets": ("size",)}, "unknown facet 'size'"),
        ({"sort": "random"}, "unknown sort 'random'"),
        ({"limit": -1}, "at least 0"),
    ],
)
def test_a_wrong_call_says_what_is_accepted(animals: Searcher, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(GuidedexError, match=message):
        animals.search("cat", **arguments)  # type: ignore[arg-type]


def test_a_page_is_a_slice_of_the_whole(skills: Searcher) -> None:
    whole = ids(skills.search("what containers image kubernetes", limit=100))
    for offset in range(len(whole)):
        assert (
            ids(skills.search("what containers image kubernetes", limit=2, offset=offset)) == whole[offset : offset + 2]
        )
    assert ids(skills.search("containers", offset=1000)) == []


def test_languages_are_searched_apart_unless_asked(tmp_path: Path) -> None:
    records = [*ANIMALS, {"id": "es:gato", "lang": "es", "title": "Cat en casa", "text": "Un gato es un cat."}]
    searcher = searcher_over(tmp_path, records)
    assert "es:gato" not in ids(searcher.search("cat"))
    assert ids(searcher.search("cat", {"lang": ["es"]})) == ["es:gato"]
    assert "es:gato" in ids(searcher.search("cat", {"lang": ["all"]}))


def test_pins_come_first_and_say_so(tmp_path: Path) -> None:
    site = SiteOptions(pins={"sleepy pets": "mouse"})
    searcher = searcher_over(tmp_path, ANIMALS, BuildOptions(site=site))
    page = searcher.search("Sleepy pets")
    assert page.hits[0].id == "mouse"
    assert page.hits[0].reasons[0].kind == "pin"


def test_a_new_generation_is_picked_up(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, ANIMALS)
    before = searcher.build_id
    assert searcher.search("parrot").total == 0
    records = [*ANIMALS, {"id": "parrot", "title": "Parrot", "text": "Talks."}]
    build([write_records(tmp_path / "source", records)], tmp_path / "index")
    assert ids(searcher.search("parrot")) == ["parrot"]
    assert searcher.build_id != before


def test_unknown_names_are_errors_that_name_the_nearest(skills: Searcher) -> None:
    with pytest.raises(UnknownSkill, match="nearest: Kubernetes"):
        skills.skill("kubernets")
    with pytest.raises(UnknownDocument, match="nearest: kubernetes"):
        skills.document("kubernete")
    with pytest.raises(IndexMissing):
        open_index("/nonexistent")


def test_skills_are_found_by_slug_title_and_alias(skills: Searcher) -> None:
    assert {skills.skill(name).slug for name in ("kubernetes", "Kubernetes", "K8S")} == {"kubernetes"}
    assert [skill.title for skill in skills.skills()][:3] == ["C", "C#", "C++"]
    assert dict(skills.skill("docker").counts) == {"guide": 1, "question": 2}


def test_every_skill_of_the_list_is_that_of_its_name_with_documents_counted_by_kind(skills: Searcher) -> None:
    listed = skills.skills()
    assert listed == tuple(skills.skill(skill.slug) for skill in listed)
    documents = [skills.document(hit.id) for hit in skills.search("", limit=100).hits]
    for skill in listed:
        kinds = Counter(document.kind for document in documents if document.guide == skill.slug)
        # the commonest first, then by name
        assert list(skill.counts.items()) == sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))


def test_suggestions_complete_titles_and_aliases_guides_first(skills: Searcher) -> None:
    assert skills.suggest("kub")[0].id == "kubernetes"
    assert skills.suggest("k8")[0].text == "Kubernetes"
    assert [s.id for s in skills.suggest("what is a")] == ["q2", "q1"]
    assert skills.suggest("") == ()


@pytest.mark.contract
def test_random_strings_raise_nothing_and_never_match_everything(skills: Searcher) -> None:
    words = " ".join(str(document["title"]).lower() for document in SKILLS[:4]).split() * 10
    for text in hostile_strings(2000, words, SEED):
        page = skills.search(text, facets=("kind",))
        assert not parse(text).wanted or page.total < len(SKILLS)
        assert len(page.notices) <= 14


@pytest.mark.parametrize("text", ["에서:s", ":a는", "a에서ـ:", "s는 "])
def test_a_word_that_comes_a_hundred_times_is_completed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    searcher = searcher_over(tmp_path, [{"id": "letters", "title": "A and s", "text": "As such, an apple says so."}])
    looked_up: list[str] = []
    prefix_range = ListedTerms._prefix_range

    def counted(terms: ListedTerms, prefix: str) -> tuple[int, int]:
        looked_up.append(prefix)
        return prefix_range(terms, prefix)

    monkeypatch.setattr(ListedTerms, "_prefix_range", counted)
    searcher.search(text * 300)
    assert 1 <= Counter(looked_up).most_common(1)[0][1] <= 3


@pytest.mark.contract
def test_a_long_text_without_spaces_is_searched_and_its_notices_stay_short(tmp_path: Path) -> None:
    text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 900))
    searcher = searcher_over(tmp_path, [{"id": "zh", "title": "字", "text": text}, {"id": "en", "title": "Word"}])
    page = searcher.search(text)
    assert ids(page) == ["zh"]
    assert page.notices == ("Only the first 128 words were searched.",)


def test_another_form_of_a_word_is_found_by_its_stem_and_is_no_alias(tmp_path: Path) -> None:
    records = [
        {"id": "array", "title": "Array", "aliases": ["arrays", "list"], "text": "Holds values."},
        {"id": "loop", "title": "Loop", "text": "Goes over the values of an array."},
    ]
    searcher = searcher_over(tmp_path, records)
    assert searcher.query_terms("arrays").surfaces == {"arrays"}
    assert searcher.query_terms("list").surfaces == {"list", "array"}
    for query in ("arrays values", "list values"):
        assert sorted(ids(searcher.search(query))) == ["array", "loop"]


def test_called_exactly_this_is_said_only_of_what_is(skills: Searcher) -> None:
    def first_reason(query: str) -> str:
        return skills.search(query).hits[0].reasons[0].text

    assert first_reason("kubernetes") == "called exactly this"
    assert first_reason("k8s") == "called exactly this"
    assert first_reason("kubern") == "its name begins so"
    assert first_reason("kuberntes") == "called “Kubernetes”"


def test_a_correction_changes_the_misspelt_word_and_no_other_that_holds_it(tmp_path: Path) -> None:
    records = [{"id": "a", "title": "Cache keys", "text": "Maths of caches and this."}, *ANIMALS]
    page = searcher_over(tmp_path, records).search("cahe cahexyz keys")
    assert page.suggestion == "cache cahexyz keys"


def test_a_pin_that_names_nothing_is_a_problem_of_the_build_and_never_of_a_search(tmp_path: Path) -> None:
    source = write_records(tmp_path / "source", ANIMALS)
    options = BuildOptions(site=SiteOptions(pins={"pets": "mousse", "cat": "mouse"}))
    report = build([source], tmp_path / "index", options)
    assert [(problem.rule, problem.fix) for problem in report.problems] == [
        ("unknown-pin", "name a document that is there; nearest: mouse")
    ]
    searcher = open_index(tmp_path / "index")
    assert searcher.search("pets").total == 0
    assert searcher.search("cat").hits[0].id == "mouse"


def test_a_pinned_hit_is_counted(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, ANIMALS, BuildOptions(site=SiteOptions(pins={"barks": "mouse"})))
    page = searcher.search("barks", facets=("kind",))
    assert ids(page) == ["mouse", "dog"]
    assert page.total == 2
    assert page.facets["kind"][0].count == 2
    assert ids(searcher.search("barks", limit=1, offset=1)) == ["dog"]
    assert page.hits[0].score > 0


def test_a_site_in_one_other_language_is_asked_in_that_language(tmp_path: Path) -> None:
    records = [{"id": "katzen", "lang": "de", "title": "Katzen", "text": "Katzen schlafen in Häusern."}]
    page = searcher_over(tmp_path, records).search("Katze Häuser")
    assert ids(page) == ["katzen"]
    assert page.relaxed is not None
    assert page.relaxed.text == "Nothing says “Katze”; these say “katzen”."


@pytest.mark.parametrize(
    ("query", "step", "text"),
    [
        ("dokcer images", "typo", "Showing results for “docker images”."),
        ("imagelayer", "split", "Showing results for “image layer”."),
        ("scheduling", "stem", "Nothing says “scheduling”; these say “schedules”."),
        ("docker zebra", "drop", "Nothing says “zebra”: the other words were searched."),
        ("dokcer zebra", "drop",
         "Showing results for “docker zebra”. Nothing says “zebra”: the other words were searched."),
        ("docker imagess zebra", "drop",
         "Showing results for “docker images zebra”. "
         "Nothing says “zebra”: the other words were searched."),
        ("pointers imagess", "drop",
         "Showing results for “pointers images”. Nothing has all of “pointers”, “images”; these come nearest."),
        ("pointers imges", "drop",
         "Showing results for “pointers images”. Nothing has all of “pointers”, “images”; these come nearest."),
        ("pointers nods", "drop", "Nothing says “nods”: the other words were searched."),
        ("pointers nodes", "drop", "Nothing has all of “pointers”, “nodes”; these come nearest."),
        ("zebra", "browse", "Nothing matches “zebra”. All skills and questions can be browsed."),
        ("dockeroon", "browse", "Nothing matches “dockeroon”. Related skills: Docker."),
        ("docker", None, None),
        ("containers", None, None),
    ],
)  # fmt: skip
def test_each_step_of_the_ladder_is_said(skills: Searcher, query: str, step: str | None, text: str | None) -> None:
    relaxed = skills.search(query).relaxed
    assert (relaxed and relaxed.step) == step
    assert text is None or (relaxed and relaxed.text) == text


def test_an_alias_that_no_text_holds_is_said_and_named_in_the_reason(tmp_path: Path) -> None:
    site = SiteOptions(synonyms=(("moggy", "cat"), ("bow wow", "dog")))
    searcher = searcher_over(tmp_path, ANIMALS, BuildOptions(site=site))
    page = searcher.search("moggy")
    assert page.relaxed is not None
    assert (page.relaxed.step, page.relaxed.text) == ("alias", "Nothing says “moggy”; these say “cat”.")
    assert page.hits[0].reasons[0].text == "cat, another name of moggy, in the title"
    assert ids(searcher.search("bow wow"))[0] == "dog"
    assert searcher.search("dog").hits[0].reasons[-1].text == "“dog” in the title"


def test_words_written_together_are_found_apart_in_a_language_that_joins_them(tmp_path: Path) -> None:
    text = "Abfragen einer Datenbank, Verteilung der Last."
    records = [{"id": "a", "lang": "de", "title": "Index", "text": text}, *ANIMALS]
    searcher = searcher_over(tmp_path, records)
    page = searcher.search("Datenbankabfragen", {"lang": ["de"]})
    assert (ids(page), page.suggestion) == (["a"], "datenbank abfragen")
    assert ids(searcher.search("Verteilungslast", {"lang": ["de"]})) == ["a"]
    assert searcher.search("mousesleeps").total == 0


def test_a_reason_names_a_word_without_spaces_as_it_was_typed(tmp_path: Path) -> None:
    records = [{"id": "a", "lang": "zh", "title": "微服务架构", "text": "微服务把应用拆成小服务。"}]
    (hit,) = searcher_over(tmp_path, records).search("服务架构").hits
    assert [reason.text for reason in hit.reasons] == ["“服务架构” in the title"]


@pytest.mark.parametrize("query", ["docker -- images", "docker && images", "docker ... images", "docker 🚀 images"])
def test_signs_that_stand_nowhere_say_nothing_beside_words(skills: Searcher, query: str) -> None:
    page = skills.search(query)
    assert page.relaxed is None
    assert ids(page) == ids(skills.search("docker images"))


def test_filters_that_leave_nothing_are_said(skills: Searcher) -> None:
    page = skills.search("pointers", {"category": ["DevOps"]})
    assert page.notices == ("Nothing matches with these filters; without the category: 1 result.",)
    assert page.relaxed is None


@pytest.mark.parametrize(
    ("query", "sizes"),
    [
        ("pointers category:DevOps kind:guide", "without the category: 1 result"),
        ("images kind:guide difficulty:hard", "without the kind: 1 result, without the difficulty: 1 result"),
        ("kubernetes lang:de", "in all languages: 2 results"),
        ("pointers lang:de category:DevOps", "without any of them: 1 result"),
        ("kind:guide difficulty:hard", "without the kind: 1 result, without the difficulty: 7 results"),
    ],
)
def test_each_filter_that_leaves_nothing_is_named_with_the_results_without_it(
    skills: Searcher, query: str, sizes: str
) -> None:
    page = skills.search(query)
    assert page.total == 0
    assert (
        page.notices[-1]
        == f"Nothing matches {'in this language' if 'languages' in sizes else 'with these filters'}; {sizes}."
    )


@pytest.mark.parametrize(
    ("query", "original"),
    [
        ("dokcer images kind:guide", '"dokcer" "images" kind:guide'),
        ('dokcer category:"DevOps" lang:en', '"dokcer" category:DevOps lang:en'),
        (
            'dokcer OR imags skill:"Docker Swarm" OR pointers skill:Docker',
            '"dokcer" OR "imags" OR "pointers" skill:"Docker Swarm" skill:Docker',
        ),
        ("dokcer OR imags -pointers", '"dokcer" OR "imags" -"pointers"'),
        ('dokcer -"token buckets" "runs containers"', '"dokcer" "runs containers" -"token buckets"'),
        ("dokcer contain*", '"dokcer" contain*'),
    ],
)
def test_the_query_for_exactly_what_was_typed_keeps_filters_and_operators(
    skills: Searcher, query: str, original: str
) -> None:
    relaxed = skills.search(query).relaxed
    assert relaxed is not None
    assert relaxed.original == original
    typed, exact = parse(query), parse(original)
    assert (exact.filters, len(exact.excluded)) == (typed.filters, len(typed.excluded))


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("category:language", "No document has the category “language”; there are “Languages”, “Backend”, “DevOps”."),
        ("tag:Image", "No document has the tag “Image”; there are “images”, “containers”."),
        ("lang:xx", "No document has the language “xx”; there is “en”."),
        ("updated:>=soon", "“>=soon” is no date; dates are written 2026, 2026-06 or >=2026-06."),
        ("updated:2026-02-30", "“2026-02-30” is no date; dates are written 2026, 2026-06 or >=2026-06."),
        ("skill:docker", None),
        ("category:devops", None),
        ("lang:all", None),
        ("docker OR zebra", "Nothing says “zebra”."),
        ('docker OR "zebra stripes" OR wombatty', "Nothing says “zebra stripes” or “wombatty”."),
        ("docker OR images", None),
    ],
)
def test_what_nothing_has_is_named_beside_what_there_is(skills: Searcher, query: str, notice: str | None) -> None:
    assert skills.search(query).notices == (() if notice is None else (notice,))


def test_a_guide_without_a_skill_is_no_skill_to_filter_by(skills: Searcher) -> None:
    assert skills.search("skill:kubernetes").total == 0


def test_of_many_values_that_nothing_has_few_are_named(skills: Searcher) -> None:
    page = skills.search(" ".join(f"tag:{'x' * 500}{n}" for n in range(3)) + " tag:a tag:b tag:c")
    assert len(page.notices) == 2
    assert all(len(notice) < 250 for notice in page.notices)


def test_a_quoted_word_is_found_only_as_it_is_written(animals: Searcher) -> None:
    assert ids(animals.search("hunts")) == ["cat", "mouse"]
    assert ids(animals.search('"hunts"')) == ["cat"]


def test_reasons_name_the_word_that_stands_there(animals: Searcher) -> None:
    texts = {hit.id: hit.reasons[0].text for hit in animals.search("hunts").hits}
    assert texts == {"cat": "“hunts” once", "mouse": "“hunting” once"}


def test_a_phrase_is_a_reason_only_where_it_stands(tmp_path: Path) -> None:
    records = [
        {"id": "a", "title": "Apart", "text": "A breaker in a circuit."},
        {"id": "b", "title": "Together", "text": "A breaker in a circuit is a circuit breaker."},
    ]
    (hit,) = searcher_over(tmp_path, records).search("circuitbreaker").hits
    assert [reason.text for reason in hit.reasons] == ["“circuit breaker” once (you typed “circuitbreaker”)"]
    assert hit.snippet == "A breaker in a circuit is a <mark>circuit breaker</mark>."


def test_a_name_that_is_seldom_written_so_tells_no_more_than_the_guide_s_own(tmp_path: Path) -> None:
    records = [
        {"id": "db", "title": "PostgreSQL", "aliases": ["postgres"], "text": "A database."},
        {"id": "image", "title": "Container image", "text": "Starts postgres and takes queries."},
        {"id": "speed", "title": "Speed of queries", "text": "PostgreSQL has an index for its queries."},
        *({"id": f"p{n}", "title": f"PostgreSQL note {n}", "text": "One of several."} for n in range(12)),
    ]
    searcher = searcher_over(tmp_path, records)
    assert ids(searcher.search("queries postgres"))[0] == "speed"


def test_a_reason_names_the_best_place_and_words_found_together_once(tmp_path: Path) -> None:
    records = [
        {"id": "ts", "title": "TypeScript", "aliases": ["typed javascript"], "text": "A type may be generic."},
        {"id": "a", "title": "Type of a script", "text": "Typed by hand."},
    ]
    reasons = {hit.id: hit.reasons for hit in searcher_over(tmp_path, records).search("type script").hits}
    assert [reason.text for reason in reasons["ts"]] == ["called exactly this", "“typescript” in the title"]
    assert [reason.text for reason in reasons["a"]] == ["“type” in the title", "“script” in the title"]
