from pathlib import Path

import pytest

from corpus.languages import language_tag, languages_by_path
from tests.corpus.reading import read_folder


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


ENGLISH = "This is the page that explains what you can do with it, and when it is of use for your work."
TEXTS = {
    "es": "Esta es la página que explica lo que se puede hacer con la herramienta y cuándo resulta útil para todos.",
    "nl": "Dit is een pagina waarop staat wat je met deze functie kunt doen en wanneer dat nuttig is voor je werk.",
    "id": "Halaman ini menjelaskan apa saja yang dapat dilakukan dengan alat tersebut dan kapan berguna untuk Anda.",
    "ar-EG": "هذه الصفحة تشرح ما يمكنك فعله بهذه الأداة",
    "vi-VI": "Trang này giải thích những gì bạn có thể làm",
    "pa": "ਇਹ ਪੰਨਾ ਦੱਸਦਾ ਹੈ ਕਿ ਤੁਸੀਂ ਕੀ ਕਰ ਸਕਦੇ ਹੋ",
    "hr": "Ova stranica objašnjava što se može učiniti pomoću alata i kada je koristan za svakodnevni rad u timu.",
    "zh-CN": "本页说明可以做什么",
}


def langs(folder: Path, files: dict[str, str | bytes]) -> dict[str, str]:
    return {guide.path: guide.lang for guide in read_folder(folder, files).guides}


@pytest.mark.parametrize("lang", sorted(TEXTS))
def test_a_folder_is_a_language_where_its_pages_are_written_in_it(lang: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.md": f"# A\n{ENGLISH}", f"{lang}/b.md": f"# B\n{TEXTS[lang]}"}
    assert langs(tmp_path, files) == {"a.md": "en", f"{lang}/b.md": lang}


@pytest.mark.parametrize("folder", ["pa", "hr", "tr", "fa-fw", "ml", "is", "id", "it", "nl", "es-ES", "docs/pa/rca"])
def test_a_folder_of_english_pages_is_no_language(folder: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "index.md": f"# Home\n{ENGLISH}",
        "docs/index.md": f"# Docs\n{ENGLISH}",
        f"{folder}/index.md": f"# Index\n{ENGLISH}",
        f"{folder}/other.md": f"# Other\n{ENGLISH}",
    }
    assert set(langs(tmp_path, files).values()) == {"en"}
    assert f"{folder.lower()}/other" in {guide.slug for guide in read_folder(tmp_path, {}).guides}


def test_html_tags_with_a_page_each_are_no_languages(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"elements/{tag}/index.md": f"# {tag}\nThe {tag} element is for the table." for tag in ("hr", "tr", "th", "div")
    }
    assert set(langs(tmp_path, files).values()) == {"en"}


def test_pages_that_nobody_has_translated_yet_are_translations_of_the_same_names(tmp_path: Path) -> None:
    names = ("install", "configure", "deploy")
    files: dict[str, str | bytes] = {f"{name}.md": f"# {name}\n{ENGLISH}" for name in names}
    files |= {f"zh-tw/{name}.md": f"# {name}\n{ENGLISH}" for name in names}
    found = langs(tmp_path, files)
    assert {lang for path, lang in found.items() if path.startswith("zh-tw/")} == {"zh-TW"}


@pytest.mark.parametrize(
    ("name", "lang"),
    [("README-cn", "zh-CN"), ("README-tw", "zh-TW"), ("README-ptbr", "pt-BR"), ("README_jp", "ja"), ("README-kr", "ko"),
     ("README.zh-hans", "zh-Hans"), ("README-ua", "uk"), ("README_AR", "ar"), ("README-vi", "vi"), ("guide.pt", "pt")],
)  # fmt: skip
def test_the_ending_of_a_name_is_a_language_beside_the_page_without_it(name: str, lang: str, tmp_path: Path) -> None:
    original = name.split("-")[0].split("_")[0].split(".")[0]
    reading = read_folder(tmp_path, {f"{original}.md": "# One", f"{name}.md": "# Uno", "other.md": "# Other"})
    guide = next(guide for guide in reading.guides if guide.path == f"{name}.md")
    assert (guide.lang, guide.slug) == (lang, "index" if original == "README" else original)


def test_a_language_in_folder_and_name_leaves_the_path_once_and_whole(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"README.md": "# One", "vi-VI/README-vi.md": f"# Một\n{TEXTS['vi-VI']}"}
    guides = read_folder(tmp_path, files).guides
    assert [guide.id for guide in guides] == ["index", "vi-VI:index"]


def test_on_a_site_in_another_language_english_is_known_by_its_words(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.md": f"# A\n{TEXTS['es']}", "en/b.md": f"# B\n{ENGLISH}", "fr/c.md": "# C"}
    reading = read_folder(tmp_path, files, default_lang="es")
    assert [(guide.path, guide.lang) for guide in reading.guides] == [
        ("en/b.md", "en"),
        ("a.md", "es"),
        ("fr/c.md", "fr"),
    ]
