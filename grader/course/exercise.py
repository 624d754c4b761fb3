"""The vocabulary of a stage file: stages, exercises, probes, promises and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Part = Callable[..., Any] | type
Reference = Part | tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Probe:
    """A small seeded situation in which code is run and recorded.

    Attributes:
        name: Short name, unique within its exercise.
        draw: The scene: a function in a ``draw.py`` below ``grader.scenes``.
        params: Its keyword arguments.
        about: What the situation is, in words that complete "Tried with …".
    """

    name: str
    draw: Callable[..., Any]
    params: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True)
class Promise:
    """One sentence of an exercise's contract, and the observations that decide it.

    Attributes:
        text: The promise as the exercise states it.
        probes: Names of the probes it is judged on; empty means all of them.
        stepwise: Keys that decide it as well, where what came before is another fault: it is also
            kept when all of these are as they should be. They are what ``follow.py`` of the scene
            computes anew from the run's own states, or observations as ``items`` are.
        elsewhere: Names of other probes, on which ``stepwise`` alone decides. How many numbers
            come back is seen with all of them; what ``items`` holds there is told by another
            promise.
        rests_on: Numbers of other promises of the exercise, from 1, of which this is a special case
            or a consequence. Where one of them is not kept, it cannot be told whether this one is.
        says: How the sentences of the docstring begin that it is the promise of.
        items: Keys of the observations that must equal the reference's, for
            example ``(WEIGHTS, BUFFERS)``.
        weight: Its share of the points.
        side: True for a promise that idle code also keeps ("no weight changed"):
            it earns only beside a promise that is not a side promise.
    """

    text: str
    items: tuple[str, ...]
    probes: tuple[str, ...] = ()
    weight: float = 1.0
    side: bool = False
    stepwise: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    rests_on: tuple[int, ...] = ()
    says: tuple[str, ...] = ()


def parts_of(reference: Reference) -> tuple[Part, ...]:
    """Return the functions or the class that a reference consists of."""
    return reference if isinstance(reference, tuple) else (reference,)


@dataclass(frozen=True, eq=False)
class Exercise:
    """A function, class or answer that a learner writes, and how it is judged.

    Attributes:
        name: Its name in the notebook.
        reference: A plain, idiomatic solution. Mistakes are patches to its source. A tuple
            stands for functions that are judged together; the learner hands in a tuple too.
        probes: The situations it is run in, cheapest and most telling first.
        promises: Its promises.
        also: Other references, which do the same in ways that learners write it too, with lines
            that the plain one has not. A function is called ``NAME__how``, and stands in
            ``grader/stages/also/``. A mistake in one of them is known as well.
        returns: What each call must return (see ``grader.course.returns``).
        curve: A longer probe, run only to draw loss curves; None for no plot.
        prepare: Turns the learner's answer into the object that is run; None
            when it is run as it is.
        hints: For a learner who has nothing to check yet, from a question to the answer.
        is_repair: Whether the learner starts from code with a fault, of which the hints tell.
        loop_names: Other names that the reference uses for the words of the mistake
            files, as swaps of names. A reference with two loops has one loop_name for
            each; a mistake may be made in one of them or in both.
        in_group: Whether it runs in several processes that talk to each other over this
            machine's own network.
        says_little: Whether its answers are yes or no and little else, which is too little to
            tell two mistakes at once by: many pairs would do the same as an unknown mistake.
        vague: Observations that many a fault changes: where nothing else is other than expected,
            no mistake is named.
        allows: How the sentences of the docstring begin that leave something free, each with the
            name of a right version in ``tests/right`` that makes use of it.
        describes: How its sentences begin that say what is given or wanted, and bind nobody.
    """

    name: str
    reference: Reference
    probes: tuple[Probe, ...]
    promises: tuple[Promise, ...]
    also: tuple[Reference, ...] = ()
    returns: Any = None
    curve: Probe | None = None
    prepare: Callable[[Any], Any] | None = None
    hints: tuple[str, ...] = ()
    is_repair: bool = False
    loop_names: tuple[Mapping[str, str], ...] = ({},)
    in_group: bool = False
    says_little: bool = False
    vague: tuple[str, ...] = ()
    allows: Mapping[str, str] = field(default_factory=dict)
    describes: tuple[str, ...] = ()
    stage: str = ""

    @property
    def address(self) -> str:
        """``"NN_slug/name"``."""
        return f"{self.stage}/{self.name}"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The functions or the class that the reference consists of."""
        return parts_of(self.reference)


@dataclass(frozen=True)
class Stage:
    """What a stage says about itself.

    Attributes:
        title: Sentence-case title.
        minutes: Typical time to work through it.
        difficulty: One of ``"gentle"``, ``"steady"``, ``"demanding"``.
    """

    title: str
    minutes: int
    difficulty: str


@dataclass(frozen=True)
class Outcome:
    """What an experiment showed: the right option and lines with the measured numbers."""

    answer: str
    lines: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves that were measured, of which a learner chooses one.

    Attributes:
        measure: Runs what is needed and returns the values by the letter of the option.
        label: What the horizontal axis counts.
        measured: What the vertical axis shows.
        is_log: Whether that axis is logarithmic.
    """

    measure: Callable[[], Mapping[str, Sequence[float]]]
    label: str = "update"
    measured: str = "loss"
    is_log: bool = False


@dataclass(frozen=True)
class Question:
    """A question whose text stands in the notebook.

    Attributes:
        because: For every option, why it is right or what it overlooks.
        answer: The right option; None when the experiment decides.
        experiment: Run after the learner has committed to an answer.
        curves: What the picture of the question shows, where the options are curves.
    """

    because: Mapping[str, str]
    answer: str | None = None
    experiment: Callable[[], Outcome] | None = None
    curves: Curves | None = None
