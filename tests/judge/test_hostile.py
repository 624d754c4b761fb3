"""Submissions that attack the grader: each earns what it honestly does, and harms nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.tools.hostile_run import Attack, Outcome, Range, attacks, command

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux"),
    pytest.mark.xdist_group("hostile"),
]
ORDINARY = 64_123
STARTED_BY_ROOT = sys.platform == "linux" and os.getuid() == 0
# What these try is done within one process of Python, whoever it belongs to.
SAME_FOR_ALL_USERS = {
    *("find", "foresee", "forge", "lie", "loops", "patch", "shortcut", "show", "surroundings"),
}
SAMPLE = 4  # one of so many of each theme is made; all of them with --whole
Attempt = Callable[[Attack], Outcome]


@pytest.fixture(scope="module")
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Attempt | None]:
    """Yield what tells the outcomes of an ordinary user's process, which works meanwhile."""
    chosen = [item for item in request.session.items if isinstance(item, pytest.Function)]
    told: list[Any] = [i.callspec.params for i in chosen if "ordinary_user-" in i.name]
    names = [params["attack"].name for params in told]
    if not names:
        yield None
        return
    words = command(ORDINARY)
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        asked, answers = other.stdin, other.stdout
        assert asked
        assert answers
        print(*names, sep="\n", file=asked, flush=True)
        outcomes: dict[str, Outcome] = {}

        def attempt(attack: Attack) -> Outcome:
            if not outcomes:
                first = answers.readline()
                assert first, "the process of an ordinary user did not start"
                assert json.loads(first) == {"uid": ORDINARY}
            while attack.name not in outcomes:  # it answers in the order of the names
                outcomes[names.pop(0)] = Outcome(**json.loads(answers.readline()))
            return outcomes[attack.name]

        yield attempt
        other.kill()  # when a test was left out, it is still at work


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    made = Range(tmp_path_factory.mktemp("hostile") / "course")
    yield made
    made.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make each attack as who started the tests, and as an ordinary user where that may differ."""
    if "attack" not in metafunc.fixturenames:
        return
    whole = metafunc.config.getoption("--whole")
    made = list(attacks().values()) if whole else sample()
    cases = [("as_started", attack) for attack in made]
    if STARTED_BY_ROOT:
        chosen = (a for a in made if whole or a.theme not in SAME_FOR_ALL_USERS)
        cases += [("ordinary_user", attack) for attack in chosen]
    names = [f"{user}-{attack.name}" for user, attack in cases]
    metafunc.parametrize(("user", "attack"), cases, ids=names)


def sample() -> list[Attack]:
    """Return some attacks of each theme, spread over it: what is alike stands together."""
    themes = defaultdict(list)
    for attack in attacks().values():
        themes[attack.theme].append(attack)
    return [attack for theme in themes.values() for attack in theme[::SAMPLE]]


def test_attack_earns_what_it_does_and_harms_nothing(
    user: str, attack: Attack, elsewhere: Attempt | None, request: pytest.FixtureRequest
) -> None:
    if user == "ordinary_user":
        assert elsewhere
        outcome = elsewhere(attack)
    else:
        place: Range = request.getfixturevalue("place")
        outcome = place.attempt(attack)
    assert outcome.harm == []
    assert outcome.points == attack.expected()


def test_there_are_enough_attacks() -> None:
    assert len(attacks()) >= 299
    for attack in attacks().values():
        assert attack.tries.startswith("Tries to "), attack.name
        assert attack.tries.endswith("."), attack.name


def test_all_isolation_is_on(place: Range) -> None:
    assert place.warm.isolation().weak == []
