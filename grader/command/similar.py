"""Which mistakes are told in words like these: for whoever looks for one, or adds one."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache

from grader.course.catalogue import MistakeFile, mistakes

HEADING = 3.0  # what a part of the name or the title weighs; one of the prose weighs 1


def nearest(words: str, count: int, share: float = 0.0) -> list[MistakeFile]:
    """Return the mistakes told in words most like these, the nearest first.

    Words are compared by their parts of three letters, so that endings and slips of the pen
    matter little. The rarer a part is among all mistakes, the more it counts.

    Args:
        words: What is looked for, in any order; a name with underscores is its words.
        count: How many, at most.
        share: The part of the best one's likeness, from 0 to 1, that the others need.
    """
    rare, asked = _rarity(), _parts(words)
    likeness = {
        slug: sum(weights.get(part, 0.0) * rare.get(part, 0.0) for part in asked)
        for slug, weights in _weights().items()
    }
    limit = share * max(likeness.values())
    ranked = sorted(likeness, key=likeness.__getitem__, reverse=True)
    near = [slug for slug in ranked if likeness[slug] > 0 and likeness[slug] >= limit]
    return [mistakes()[slug] for slug in near[:count]]


@cache
def _weights() -> dict[str, dict[str, float]]:
    return {slug: _weights_of(entry) for slug, entry in mistakes().items()}


def _weights_of(entry: MistakeFile) -> dict[str, float]:
    heading = _parts(f"{entry.slug} {entry.title}")
    prose = _parts(" ".join(entry.sections.values()))
    long = 1 + len(heading) / 50  # a short title is all about its words
    return {**dict.fromkeys(prose, 1 / long), **dict.fromkeys(heading, HEADING / long)}


@cache
def _rarity() -> dict[str, float]:
    count = Counter(part for weights in _weights().values() for part in weights)
    return {part: math.log(len(_weights()) / n) for part, n in count.items()}


def _parts(text: str) -> set[str]:
    words = (f" {word} " for word in re.findall(r"[^\W_]+", text.lower()))
    return {word[i : i + 3] for word in words for i in range(len(word) - 2)}
