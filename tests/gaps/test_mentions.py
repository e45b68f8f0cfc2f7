"""Mentions of skills in sentences."""

import re
import time
from pathlib import Path

import pytest

from search.gaps.text.mentions import CERTAIN, MentionFinder, mentions_in
from tests.gaps.conftest import GuidesOf
from tests.gaps.measures import LABELLED_MENTIONS, SUBJECTS, marked_mentions, mention_measures


def names_in(text: str, *names: str) -> list[str]:
    finder = MentionFinder({name: [name] for name in names})
    return [text[mention.start : mention.end] for mention in finder.find(text)]


def test_the_longest_name_wins() -> None:
    assert names_in("cached by React Query here", "React", "React Query") == ["React Query"]


def test_a_name_inside_a_link_or_code_is_no_mention(guides_of: GuidesOf) -> None:
    text = "# Sage\n\nSee [Redis](redis.md), `Redis`, and\n\n```\nRedis\n```\n\nOnce more Redis.\n"
    (guide,) = guides_of({"sage.md": text})
    lines = [mention.line for mention in mentions_in(guide, MentionFinder({"redis": ["Redis"]}))]
    assert lines == [9]


def test_a_name_inside_a_longer_name_is_no_mention() -> None:
    assert names_in("the Docker Compose file", "Docker") == []
    assert names_in("the Task to Anki add-on", "Anki", "Task to Anki") == ["Task to Anki"]


def test_the_owner_of_a_product_does_not_make_its_name_longer() -> None:
    assert names_in("the log of Apache Kafka", "Kafka") == ["Kafka"]


def test_an_ordinary_word_is_a_mention_only_among_the_right_words() -> None:
    assert names_in("You can go home", "Go") == []
    assert names_in("a service in Go", "Go") == ["Go"]


def test_an_ambiguous_name_has_a_lower_confidence() -> None:
    (go,) = MentionFinder({"go": ["Go"]}).find("written in Go")
    (kafka,) = MentionFinder({"kafka": ["Kafka"]}).find("written to Kafka")
    assert go.confidence < kafka.confidence == CERTAIN


def test_a_site_may_name_its_own_ambiguous_words() -> None:
    finder = MentionFinder({"harbor": ["Harbor"]}, ambiguous=["Harbor"])
    assert list(finder.find("the harbor is full")) == []


@pytest.mark.parametrize("sentence", ["Kafkaesque rules", "a redistribution", "cargo"])
def test_a_name_within_a_word_is_no_mention(sentence: str) -> None:
    assert names_in(sentence, "Kafka", "Redis", "Go") == []


def test_every_labelled_mention_names_a_subject_of_the_sample() -> None:
    keys = {name.lower() for names in SUBJECTS.values() for name in names}
    marked = re.findall(r"\{([^}]+)\}", Path(LABELLED_MENTIONS).read_text(encoding="utf-8"))
    assert len(marked) > 200
    assert {m.lower() for m in marked} <= keys | {"microservice"}


def test_mentions_are_found_in_the_labelled_sentences_as_often_as_promised() -> None:
    assert len(list(marked_mentions())) >= 300
    measures = mention_measures()
    assert measures.f1 >= 0.95, measures.wrong


def seconds(text: str) -> float:
    """Return the least CPU time of three looks for names in ``text``."""
    finder = MentionFinder({"go": ["Go"], "kafka": ["Kafka"]})
    times = []
    for _ in range(3):
        start = time.process_time()
        list(finder.find(text))
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("repeated", ["Go, ", "x Kafka, ", "a/"])
def test_looking_for_names_takes_time_in_proportion_to_the_text(repeated: str) -> None:
    n_repeated = 10_000 // len(repeated)
    # in proportion it is 4 times as long; in proportion to the square of the length it was 15 times
    assert seconds(repeated * n_repeated * 4) < 9 * seconds(repeated * n_repeated)
