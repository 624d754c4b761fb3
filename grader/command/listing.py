"""``grader list``."""

from __future__ import annotations

from grader.course import catalogue


def run(what: str) -> int:
    """Print every exercise by stage, or every mistake with its title."""
    if what == "mistakes":
        width = max(len(slug) for slug in catalogue.mistakes())
        for slug, entry in catalogue.mistakes().items():
            print(f"{slug:<{width}}  {entry.title}")
        return 0
    for name, stage in catalogue.stages().items():
        print(f"{name}  {stage.title} ({stage.minutes} minutes, {stage.difficulty})")
        for address in catalogue.exercises():
            if address.startswith(f"{name}/"):
                print(f"    {address}")
    return 0
