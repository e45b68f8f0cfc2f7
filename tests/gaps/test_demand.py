"""Demand from exported files."""

from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from search.gaps import find_gaps
from search.gaps.demand import Demand, load_demand, parse_demand, unread_columns
from search.gaps.half_typed import with_whole_words
from search.gaps.replay import MAX_REPLAYED, replayed_searches, result_counter
from search.results import Relaxation, ResultPage
from tests.gaps.conftest import GuidesOf


@pytest.mark.parametrize(
    ("text", "demand"),
    [
        ("query,count,clicks\nkafka,12,3\n", Demand("kafka", 12, 3)),
        ("Top queries,Clicks,Impressions,CTR,Position\nkafka,3,\"1,204\",0.2%,4.1\n", Demand("kafka", 1204, 3)),
        ("Search term\tSearches\tnbHits\nkafka\t12\t0\n", Demand("kafka", 12, None, 0)),
        ("q;count\nkafka;12\n", Demand("kafka", 12)),
        ("# exported 2026\n\nSearch term,Event count\nkafka,12\n", Demand("kafka", 12)),
        ("Created Date,Query,Total Results\n2026-01-01,kafka,4\n2026-01-02,Kafka,2\n", Demand("kafka", 2, None, 2)),
        ("Suchanfragen;Klicks;Impressionen\nkafka;3;1.204\n", Demand("kafka", 1204, 3)),
        ("Häufigste Suchanfragen;Klicks;Impressionen;CTR\nkafka;3;1.204;0,25 %\n", Demand("kafka", 1204, 3)),
        ("Requêtes les plus fréquentes,Clics,Impressions\nkafka,3,\"1\u202f204\"\n", Demand("kafka", 1204, 3)),
        ('"Keyword","Impressions","Clicks","CTR","Avg. Position"\n"kafka","12","3","9%","4"\n', Demand("kafka", 12, 3)),
        ("search,count,nbHits\nkafka,12,0\n", Demand("kafka", 12, None, 0)),
        ("q,count\nkafka,12\n", Demand("kafka", 12)),
        ("term,queries,clicks\nkafka,12,3\n", Demand("kafka", 12, 3)),
        ("Label\tnb_visits\tnb_hits\nkafka\t12\t5\n", Demand("kafka", 12, None, 5)),
        ("Top queries,Last 28 days Clicks,Last 28 days Impressions,Previous 28 days Clicks\nkafka,3,12,9\n",
         Demand("kafka", 12, 3)),
        ("Query,Searches (all)\nkafka,\"1.204,0\"\n", Demand("kafka", 1204)),
        ("query;count\nkafka;12,0\n", Demand("kafka", 12)),
        ("query,count\n#kafka,12\n", Demand("#kafka", 12)),
        ("sep=;\nquery;count\nkafka;12\n", Demand("kafka", 12)),
        ("query,count\n404,12\n500,1\n", Demand("404", 12)),
        ("query,count\n404,12\nkafka,1\n,7\n404,1\n", Demand("404", 13)),
    ],
)  # fmt: skip
def test_the_columns_of_search_consoles_and_services_are_known(text: str, demand: Demand) -> None:
    assert parse_demand(text)[0] == demand


def test_spellings_of_one_search_are_one_and_the_most_frequent_comes_first() -> None:
    text = "query,count\nNode.js,5\nnodejs,9\n kafka ,20\n,3\n"
    assert parse_demand(text) == (Demand("kafka", 20), Demand("nodejs", 14))


def test_a_file_without_a_column_of_searches_is_an_error_that_names_what_is_there() -> None:
    with pytest.raises(GuidedexError, match=r"no column of searches among 'page', 'views'"):
        parse_demand("page,views\n/x,3\n")


def test_a_count_that_is_no_number_is_an_error_with_its_row() -> None:
    with pytest.raises(GuidedexError, match=r"row 3: 'many' is not a number"):
        parse_demand("query,count\na,1\nb,many\n")


def test_a_cell_that_never_ends_is_an_error() -> None:
    with pytest.raises(GuidedexError, match="field larger than"):
        parse_demand('query,count\n"' + "kafka " * 50_000)


def test_an_empty_file_is_an_error() -> None:
    with pytest.raises(GuidedexError, match="it is empty"):
        parse_demand("\n\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_spreadsheet_may_save_it_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "demand.csv"
    path.write_text("query,count\ncafé,2\n", encoding=encoding)
    assert load_demand(path) == (Demand("café", 2),)


def test_a_file_in_another_encoding_or_none_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "demand.csv"
    with pytest.raises(GuidedexError, match="No such file"):
        load_demand(path)
    path.write_bytes(b"query\ncaf\xe9\n")
    with pytest.raises(GuidedexError, match="not UTF-8"):
        load_demand(path)


class Answering:
    """Answers every search with a page of 7, relaxed as told."""

    def __init__(self, step: str) -> None:
        self.step = step

    def search(self, query: str, *, limit: int) -> ResultPage:
        relaxed = Relaxation(self.step, "", query, query) if self.step else None
        return ResultPage(query, 7, limit, 0, (), {}, relaxed, None, (), "b")


@pytest.mark.parametrize(("step", "results"), [("", 7), ("typo", 7), ("drop", 0), ("browse", 0)])
def test_results_of_a_weaker_query_do_not_answer_a_search(step: str, results: int) -> None:
    assert result_counter(Answering(step))("kafka") == results


def test_a_corrected_query_that_is_answered_by_a_weaker_one_is_no_answer() -> None:
    class Correcting:
        def search(self, query: str, *, limit: int) -> ResultPage:
            step = "typo" if query == "circuit breakers" else "drop"
            return ResultPage(query, 1, limit, 0, (), {}, Relaxation(step, "", "circuit brokers", query), None, (), "b")

    assert result_counter(Correcting())("circuit breakers") == 0


@pytest.mark.parametrize(
    "header",
    ["Top queries,Clicks,Impressions,CTR,Position", "Principais consultas,Cliques,Impressões,CTR,Posição",
     "Query più frequenti,Clic,Impressioni,CTR,Posizione", "Populairste zoekopdrachten,Klikken,Vertoningen,CTR,Positie",
     "Najczęstsze zapytania,Kliknięcia,Wyświetlenia,CTR,Pozycja", "上位のクエリ,クリック数,表示回数,CTR,掲載順位",
     "热门查询,点击次数,展示次数,点击率,排名", "熱門查詢,點擊,曝光,點閱率,排名", "인기 검색어,클릭수,노출,CTR,게재순위",
     "Популярные запросы,Клики,Показы,CTR,Позиция", "Requêtes les plus fréquentes,Clics,Impressions,CTR,Position",
     "Häufigste Suchanfragen,Klicks,Impressionen,CTR,Position", "Consultas principales,Clics,Impresiones,CTR,Posición",
     "En çok yapılan sorgular,Tıklamalar,Gösterimler,TO,Konum", "Keyword,Clicks,Impressions,CTR,Avg. Position",
     "search,clickCount,count,noResultCount,x"],
)  # fmt: skip
def test_columns_are_known_in_the_languages_of_search_consoles(header: str) -> None:
    assert parse_demand(f"{header}\nkafka,20,300,6%,4.2\n") == (Demand("kafka", 300, 20),)


@pytest.mark.parametrize(
    "number", ["1\u202f234", "1\u2009234", "1\u00a0234", "1'234", "1’234", "1,234", "1.234", "1234"]
)
def test_thousands_may_be_separated_in_any_way(number: str) -> None:
    assert parse_demand(f"query;count\nkafka;{number}\n") == (Demand("kafka", 1234),)


def test_a_quote_that_never_ends_is_an_error_with_its_row() -> None:
    with pytest.raises(GuidedexError, match="opened after row 2 never ends"):
        parse_demand('query,count\nkafka,2\n"redis,3\nrust,4\n')


def test_a_column_of_numbers_that_is_not_known_is_named(tmp_path: Path) -> None:
    path = tmp_path / "demand.csv"
    path.write_text("Query,Clicks,Wiederkehrquote,CTR,Country\nkafka,2,7,5%,at\n", encoding="utf-8")
    assert unread_columns(path) == ("Wiederkehrquote",)


def test_half_typed_words_are_one_intent_with_the_whole_word() -> None:
    typed = [Demand("kubernetes probes", 9), Demand("kubernetes", 90), Demand("kub", 20), Demand("kube", 18)]
    typed += [Demand("kuber", 12), Demand("ku", 5), Demand("probes", 3), Demand("kubernetes pro", 4)]
    whole = with_whole_words(typed, lambda name: False)
    assert whole == (
        Demand("kubernetes", 140), Demand("kubernetes probes", 13), Demand("ku", 5), Demand("probes", 3)
    )  # fmt: skip


@pytest.mark.parametrize(
    "java", [Demand("java", 40, clicks=9), Demand("java", 400), Demand("Java", 40)], ids=["opened", "frequent", "name"]
)
def test_a_word_of_its_own_is_not_half_typed(java: Demand) -> None:
    script = Demand("javascript", 90)
    assert java in with_whole_words([script, java], lambda name: name == "Java")


def test_found_nothing_is_not_said_where_results_were_opened(guides_of: GuidesOf) -> None:
    guides = guides_of({"a.md": "# Alpha\n\nText."})
    demand = [Demand("zig", 40, clicks=7), Demand("odin", 30, clicks=0)]
    report = find_gaps(guides, today="2026-06-15", demand=demand, search=lambda _: 0, rules=["unanswered-search"])
    messages = {finding.subject: finding.message for finding in report.findings}
    assert messages["zig"].endswith("and this index finds nothing for it")
    assert messages["odin"].endswith("and found nothing")


def test_a_hundred_thousand_searches_are_joined_in_a_second() -> None:
    many = [Demand(f"word{number} and more", 2) for number in range(100_000)]
    assert len(with_whole_words(many, lambda name: False)) > 1_000


def test_a_quote_that_swallows_rows_is_an_error_and_no_search() -> None:
    with pytest.raises(GuidedexError, match="opened after row 1 goes on over the next line"):
        parse_demand('query,count,clicks\n"never ends,5,0\nother,9,0\nthird,"7,0\n')
    assert [demand.query for demand in parse_demand('query,count\n"two\nlines",5\nother,9\n')] == ["other", "two lines"]


def test_the_most_frequent_searches_are_run_again_and_the_others_count_as_recorded() -> None:
    demands = [Demand(f"query {i}", i, results=0) for i in range(1, MAX_REPLAYED + 50)]
    asked: list[str] = []

    def search(query: str) -> int:
        asked.append(query)
        return 7

    replayed = replayed_searches(demands, search)
    assert len(replayed) == len(demands)
    assert len(asked) == MAX_REPLAYED
    assert (replayed[0].results, replayed[-1].results) == (7, 0)
    assert replayed[-1].demand.query == "query 1"


@pytest.mark.parametrize(("clicks", "n"), [(None, 1), (0, 1), (9, 1), (30, 0), (90, 0)])
def test_few_results_that_readers_open_are_the_right_ones(guides_of: GuidesOf, clicks: int | None, n: int) -> None:
    demand = [Demand("hoisting", 100, clicks, 1)]
    report = find_gaps(guides_of({"a.md": "# Alpha\n"}), today="2026-06-15", rules=["weak-search"], demand=demand)
    assert len(report.findings) == n
