import os
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from corpus.reader import ReadOptions, read
from tests.corpus.reading import file_of, folder_of, guide_of, read_folder, rules


def test_slugs_are_paths_below_the_folders_that_all_share(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {
        "content/topics/3d/index.md": "# 3D", "content/a/b/Arrays.md": "# Arrays", "content/a/_index.md": "# A",
    })  # fmt: skip
    assert [(guide.id, guide.category) for guide in reading.guides] == [
        ("a", "a"), ("a/b/arrays", "a"), ("topics/3d", "topics"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "slug"),
    [("topics/3d/index.md", "3d"), ("a/arrays.md", "arrays"), ("README.md", "index")],
)
def test_a_file_alone_is_named_by_itself(tmp_path: Path, path: str, slug: str) -> None:
    assert read_folder(tmp_path, {path: "text"}).guides[0].slug == slug


def test_front_matter_names_slug_and_category(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {"x/a.md": "---\nslug: own\ncategory: Data\n---\n", "b.md": ""})
    assert [(guide.slug, guide.category) for guide in reading.guides] == [("b", ""), ("own", "Data")]


def test_of_two_guides_with_one_id_the_second_is_a_problem(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {"a.md": "---\nslug: c\n---\n", "b.md": "---\ntitle: B\nslug: c\n---\n"})
    assert [guide.path for guide in reading.guides] == ["a.md"]
    (problem,) = reading.problems
    assert (problem.path, problem.line, problem.rule) == ("b.md", 3, "duplicate-id")
    assert "already taken by a.md" in problem.message


def test_a_translation_has_the_slug_of_its_original_and_an_id_of_its_own(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {
        "factory/README.md": "# F", "localization/es/factory/README.md": "# F",
        "factory/README.fr.md": "# F", "de.md": "---\nslug: factory\nlang: de\n---\n",
    })  # fmt: skip
    assert [(guide.id, guide.slug, guide.lang) for guide in reading.guides] == [
        ("de:factory", "factory", "de"), ("es:factory", "factory", "es"),
        ("factory", "factory", "en"), ("fr:factory", "factory", "fr"),
    ]  # fmt: skip


def test_a_translation_that_kept_its_originals_language_is_known_by_its_place(tmp_path: Path) -> None:
    text = "---\nlanguage: en\n---\n# F"
    reading = read_folder(tmp_path, {"f.md": text, "localization/es/f.md": text})
    assert [guide.id for guide in reading.guides] == ["es:f", "f"]
    assert reading.problems == ()


def test_pages_without_a_language_have_the_default_one(tmp_path: Path) -> None:
    assert read_folder(tmp_path, {"a.md": "x"}, default_lang="de").guides[0].id == "de:a"


def test_drafts_hidden_and_future_pages_are_left_out_and_counted(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.md": "# A", "draft.md": "---\ndraft: true\n---\n", "hidden.md": "---\nnoindex: true\n---\n",
        "next.md": "---\ndate: 2027-01-01\n---\n", "today.md": "---\ndate: 2026-11-23\n---\n", ".dot.md": "",
    }  # fmt: skip
    reading = read_folder(tmp_path, files, today="2026-11-23")
    assert [guide.slug for guide in reading.guides] == ["a", "today"]
    assert (reading.files, reading.ignored) == (5, 4)
    everything = read_folder(tmp_path, files, today="2026-11-23", drafts=True)
    assert (len(everything.guides), everything.ignored) == (6, 0)


def test_records_and_guides_are_read_together(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {
        "a.md": "# A", "docs.jsonl": '{"id": "z", "text": "t"}\n{"id": "b", "text": "t"}\n{"id": "a", "text": "t"}\n',
    })  # fmt: skip
    assert [record.id for record in reading.records] == ["b", "z"]
    assert rules(reading) == [("duplicate-id", 3)]


def test_several_sources_are_one_corpus(tmp_path: Path) -> None:
    one, two = folder_of(tmp_path / "1", {"a.md": "# A"}), folder_of(tmp_path / "2", {"b.md": "# B"})
    assert [guide.id for guide in read([one, two / "b.md"]).guides] == ["a", "b"]
    with pytest.raises(GuidedexError, match="there is no such file"):
        read([one, tmp_path / "3"])


def test_bad_files_are_problems_and_stop_nothing(tmp_path: Path) -> None:
    folder_of(tmp_path, {
        "good.md": "# Good", "binary.md": b"\x89PNG\0\0\0", "large.md": "x" * 3000,
        "latin.md": b"# caf\xe9\n\nna\xc3\xafve \x97 text", "yaml.md": "---\na: b: c\n---\n", "empty.md": "",
    })  # fmt: skip
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing.md")
    reading = read([tmp_path], ReadOptions(max_bytes=2000))
    assert {problem.path: problem.rule for problem in reading.problems} == {
        "binary.md": "binary-file", "large.md": "too-large", "latin.md": "not-utf-8",
        "yaml.md": "front-matter-invalid", "pipe.md": "not-a-file", "gone.md": "unreadable",
        "empty.md": "empty-file",
    }  # fmt: skip
    assert [guide.slug for guide in reading.guides] == ["empty", "good", "latin", "yaml"]


def test_bytes_that_are_not_utf_8_are_read_as_windows_1252() -> None:
    reading = file_of(b"# caf\xe9\n\nna\xc3\xafve \x97 text")
    assert reading.guide is not None
    assert (reading.guide.title, reading.guide.sections[0].text) == ("café", "naïve — text")
    assert rules(reading) == [("not-utf-8", 1)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert guide_of("---\ntitle: Ü\n---\n".encode(encoding)).title == "Ü"


def test_two_processes_read_exactly_what_one_reads(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"{n % 7}/{n}.md": f"---\ntitle: T{n}\n{'bad: a: b' if n % 50 == 0 else 'slug: same' if n % 60 == 1 else ''}"
        f"\n---\n## Why {n}?\n- [a](b{n}.md)\n"
        for n in range(200)
    }
    folder_of(tmp_path, files)
    seen: list[tuple[int, int]] = []
    alone = read([tmp_path])
    assert read([tmp_path], processes=2, progress=lambda done, all_: seen.append((done, all_))) == alone
    assert len(alone.problems) == 4
    assert seen[-1] == (200, 200)


def test_the_result_does_not_depend_on_where_the_source_lies(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"b.md": "# B", "a/c.md": "---\nx: : y\n---\n", "a/d.html": "<h1>D</h1>"}
    assert read_folder(tmp_path / "one", files) == read_folder(tmp_path / "two" / "deeper", files)


def test_a_readme_beside_an_index_has_a_slug_of_its_own(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {"index.md": "# I", "README.md": "# R", "a/_index.md": "", "a/readme.md": "R"})
    assert {guide.path: guide.slug for guide in reading.guides} == {
        "index.md": "index", "README.md": "readme", "a/_index.md": "a", "a/readme.md": "a/readme",
    }  # fmt: skip
    assert reading.problems == ()


def test_pieces_of_pages_and_navigation_are_left_out(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {
        "a.md": "# A", "_partial.mdx": "Text", "_drafts/b.md": "# B", "SUMMARY.md": "# Contents\n- [A](a.md)\n",
        "_page.md": "---\ntitle: P\n---\n", "old/summary.md": "# S\nIt says more. [A](a.md)\n",
        "node_modules/x/README.md": "# X",
    })  # fmt: skip
    assert [guide.path for guide in reading.guides] == ["_page.md", "a.md", "old/summary.md"]
    assert reading.ignored == 3


def test_pages_that_were_taken_down_are_left_out(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.md": "---\nexpiryDate: 2020-01-01\n---\n", "b.md": "# B"}
    assert [guide.path for guide in read_folder(tmp_path, files, today="2026-11-23").guides] == ["b.md"]
    assert len(read_folder(tmp_path / "2", files).guides) == 2


def test_the_name_of_a_post_tells_its_date(tmp_path: Path) -> None:
    (guide,) = read_folder(tmp_path, {"_posts/2026-06-30-event-log.md": "Text"}, today="2026-11-23").guides
    assert (guide.title, guide.updated) == ("Event log", "2026-06-30")
    assert file_of("Text", "2027-01-01-next.md", today="2026-11-23").hidden


def test_an_export_of_notion_has_names_without_digits(tmp_path: Path) -> None:
    digest = "0123456789abcdef0123456789abcdef"
    reading = read_folder(tmp_path, {f"Backend {digest}.md": "", f"Backend {digest}/Log {digest}.md": ""})
    assert [(guide.id, guide.title) for guide in reading.guides] == [("backend", "Backend"), ("backend/log", "Log")]
