"""Folders of real sites: the number of guides, and that every reported problem is a real defect."""

from pathlib import Path

import pytest

from corpus.reader import read
from tests.corpus.banks import of_bank

FOLDERS = {
    "freecodecamp_guide": (4749, 4749, {"not-utf-8"}),
    "github_explore_topics": (1255, 1255, {"duplicate-key"}),
    "hugo_docs": (992, 970, set()),
    "java_design_patterns": (520, 187, set()),
    "meilisearch_docs": (561, 561, set()),
    "thirty_seconds_of_code": (536, 536, set()),
    "zola_docs": (255, 230, {"duplicate-id"}),
}
"""Number of files, least number of English guides, and the rules of the real defects of each folder."""


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_a_real_folder_is_read_with_at_most_one_file_in_a_hundred_reported(name: str, real_data: Path) -> None:
    files, english, defects = FOLDERS[name]
    reading = read([real_data / "guides" / name / "raw"], processes=2)
    assert reading.files == files
    assert sum(guide.lang == "en" for guide in reading.guides) >= english
    assert {problem.rule for problem in reading.problems} == defects
    assert len({problem.path for problem in reading.problems}) <= files / 100
    assert len({guide.id for guide in reading.guides}) == len(reading.guides)
    assert all(guide.title and guide.slug for guide in reading.guides)


@pytest.mark.real_data
@pytest.mark.slow
def test_translations_have_the_slugs_of_their_originals(real_data: Path) -> None:
    folder = real_data / "guides" / "java_design_patterns"
    ids = {guide.path: guide for guide in read([folder / "raw"], processes=2).guides}
    lines = (folder / "translations.tsv").read_text("utf-8").splitlines()[1:]
    pairs = [line.split("\t") for line in lines]
    same = [
        pair for pair in pairs
        if ids[f"{pair[0]}/README.md"].slug == ids[f"{pair[1]}/README.md"].slug
    ]  # fmt: skip
    assert len(pairs) > 250
    assert len(same) / len(pairs) > 0.95


OURS_IS_RIGHT = {
    "h5bp_frontend": "src/questions/coding-questions.md",
    "sudheerj_react": "",
    "thirty_seconds": "",
    "yangshun_frontend": "",
}
"""Path of a file of questions that the independent list of each bank leaves out."""


@pytest.mark.real_data
@pytest.mark.parametrize("bank", sorted(OURS_IS_RIGHT))
def test_the_questions_of_a_bank_are_found_and_little_else(bank: str, real_data: Path) -> None:
    found = of_bank(real_data / "questions" / bank, without=OURS_IS_RIGHT[bank])
    assert found.expected >= 40
    assert found.recall >= 0.95
    assert found.precision >= 0.95
