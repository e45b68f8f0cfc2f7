"""Options of commands beside words to leave out."""

import pytest

from search.query.parse import Query, parse
from tests.corpora import searcher_over


def excluded(query: Query) -> list[str]:
    return [operand.text for operand in query.excluded]


@pytest.mark.parametrize(
    "text",
    [
        "tar -xzf",
        "rsync -avz folder",
        "ps -aux",
        "netstat -tulpn",
        "ls -larth",
        "rsync -avzhP",
        "grep -rni pattern",
        "terraform apply -auto-approve",
        "terraform plan -out plan",
        "go test -race",
        "go build -ldflags",
        "java -jar app.jar",
        "how do I run java -jar",
        "find . -name",
        "JAVA -JAR",
        "openssl s_client -connect",
        "ffmpeg -codec",
        "magick photo.png -resize",
        "pwsh -NoProfile",
        "tofu apply -auto-approve",
        "xclip -selection",
    ],
)
def test_an_option_of_a_command_is_a_word(text: str) -> None:
    query = parse(text)
    assert excluded(query) == []
    assert query.words[-1].text.lower().lstrip("-") in text.lower()
    assert not query.notices


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("react -native", "native"),
        ("java -spring", "spring"),
        ("go -generics", "generics"),
        ("terraform -aws modules", "aws"),
        ("docker -compose", "compose"),
        ("kafka -consumer", "consumer"),
        ("jar -java", "java"),
        ("race -condition", "condition"),
        ("tar -docker", "docker"),
        ("sort -heap", "heap"),
        ("tail -call", "call"),
        ("head -tags", "tags"),
        ("cut -copy", "copy"),
        ("diff -patch", "patch"),
    ],
)
def test_a_minus_before_another_word_leaves_it_out_and_is_named(text: str, left_out: str) -> None:
    query = parse(text)
    assert excluded(query) == [left_out]
    assert query.notices == (f"Left out what mentions “{left_out}”.",)


def test_an_option_that_the_guides_write_and_a_word_that_they_lack_are_words(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    records = [
        {"id": "a", "title": "Deploy", "text": "Run `deployer -canary` first."},
        {"id": "b", "title": "Deploy and watch", "text": "The canary sings. Not with blue and green."},
    ]
    searcher = searcher_over(tmp_path_factory.mktemp("options"), records)
    assert searcher.search("deploy -canary").hits[0].id == "a"
    assert not any("Left out" in notice for notice in searcher.search("deploy -qqqq").notices)
    assert [hit.id for hit in searcher.search("deploy -blue").hits] == ["a"]


@pytest.mark.parametrize("query", ["cache -设置", "cache -配置文件", 'cache -"配置文件"', "cache -write-only-mode"])
def test_a_word_without_spaces_and_a_compound_are_left_out(
    tmp_path_factory: pytest.TempPathFactory, query: str
) -> None:
    records = [
        {"id": "plain", "title": "Cache", "text": "a cache"},
        {"id": "other", "title": "Caches", "text": "a cache 设置 配置文件, write-only-mode"},
    ]
    searcher = searcher_over(tmp_path_factory.mktemp("left_out"), records)
    assert [hit.id for hit in searcher.search(query).hits] == ["plain"]


def test_an_option_is_never_corrected(tmp_path_factory: pytest.TempPathFactory) -> None:
    records = [{"id": "key", "title": "A new key", "text": "Request a new key; the keyring."}]
    searcher = searcher_over(tmp_path_factory.mktemp("corrected"), records)
    for query in ("openssl req -newkey", "request -keyrimg", "request -reqest"):
        page = searcher.search(query)
        assert not page.relaxed or "Showing results" not in page.relaxed.text
