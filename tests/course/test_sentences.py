"""Every sentence of an exercise's docstring is a promise, an allowance or a description."""

from __future__ import annotations

import pytest

from grader.course.catalogue import exercises
from tests.tools.sentences import sentences, tagged, tags
from tests.tools.support import right_versions

TEXTS = {address: exercise for address, exercise in exercises().items() if sentences(exercise)}


@pytest.mark.parametrize("stage", sorted({exercise.stage for exercise in TEXTS.values()}))
def test_every_sentence_has_a_tag(stage: str) -> None:
    here = {address: e for address, e in TEXTS.items() if e.stage == stage}
    found = {address: tagged(exercise) for address, exercise in here.items()}
    untagged = [(address, s) for address, all_ in found.items() for s, t in all_.items() if not t]
    assert untagged == [], "see python -m tests.tools.sentences"
    both = [(address, s) for address, all_ in found.items() for s, t in all_.items() if len(t) > 1]
    bare = [(address, s) for address, s in both if "describes" in found[address][s]]
    assert bare == [], "what binds somebody, or leaves something free, is no description"


def test_every_tag_is_the_beginning_of_one_sentence() -> None:
    wrong = [
        (address, start)
        for address, exercise in TEXTS.items()
        for start, _ in tags(exercise)
        if sum(sentence.startswith(start) for sentence in sentences(exercise)) != 1
    ]
    assert wrong == []


def test_every_promise_is_said() -> None:
    unsaid = [
        (address, promise.text)
        for address, exercise in TEXTS.items()
        for promise in exercise.promises
        if not promise.says
    ]
    assert unsaid == []


def test_every_allowance_is_made_use_of_by_a_right_version() -> None:
    missing = [
        (address, version)
        for address, exercise in TEXTS.items()
        for version in exercise.allows.values()
        if version not in right_versions(exercise)
    ]
    assert missing == []
