import pytest

from corpus.languages import language_tag, languages_by_path


@pytest.mark.parametrize(
    ("written", "tag"),
    [("en-US", "en"), ("EN", "en"), ("pt_br", "pt-BR"), ("zh-hans-cn", "zh-Hans-CN"), ("Spanish", "es"),
     ("go", ""), ("no-code", ""), ("css", ""), ("", "")],
)  # fmt: skip
def test_a_language_is_written_as_one_tag_and_any_english_as_en(written: str, tag: str) -> None:
    assert language_tag(written) == tag


@pytest.mark.parametrize(
    ("path", "lang", "rest"),
    [
        ("es/kafka.md", "es", "kafka.md"),
        ("localization/es/kafka/README.md", "es", "kafka/README.md"),
        ("docs/pt-BR/kafka.md", "pt-BR", "docs/kafka.md"),
        ("translations/spanish/README.md", "es", "README.md"),
        ("kafka.es.md", "es", "kafka.md"),
        ("kafka/README.zh-CN.md", "zh-CN", "kafka/README.md"),
        ("kafka/README-zh_CN.md", "zh-CN", "kafka/README.md"),
        ("kafka/pt-BR.mdx", "pt-BR", "kafka/index.mdx"),
        ("machine/kafka.md", "", "machine/kafka.md"),
        ("app.py.md", "", "app.py.md"),
        ("topics/no-code/index.md", "", "topics/no-code/index.md"),
    ],
)
def test_the_language_is_read_from_folder_or_name(path: str, lang: str, rest: str) -> None:
    assert languages_by_path([path]) == {path: (lang, rest)}


def test_a_code_that_is_also_a_word_counts_only_beside_its_counterpart() -> None:
    alone = languages_by_path(["ml/bayes.md", "os/linux.md"])
    assert {lang for lang, _ in alone.values()} == {""}
    beside = languages_by_path(["bayes.md", "ml/bayes.md"])
    assert beside["ml/bayes.md"] == ("ml", "bayes.md")


def test_a_name_that_happens_to_be_a_code_is_no_language_among_other_names() -> None:
    paths = ["snippets/is.md", "snippets/or.md", "snippets/zip.md"]
    assert {lang for lang, _ in languages_by_path(paths).values()} == {""}
    assert languages_by_path(["x/en.md", "x/it.md"])["x/it.md"] == ("it", "x/index.md")
