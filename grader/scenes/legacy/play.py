"""Plays what ``grader.rigs`` still builds."""

from importlib import import_module
from typing import Any


def legacy(recorder: Any, subject: Any, *, builder: str, params: dict[str, Any]) -> None:
    """Build and use in one go."""
    module, _, function = builder.partition(":")
    getattr(import_module(f"grader.rigs.{module}"), function)(recorder, **params)(subject)
