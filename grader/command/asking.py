"""A parser of commands that also tells what a misspelt word was probably meant to be."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import NoReturn

CHOICE = re.compile(r"invalid choice: '(.+)' \(choose from (.+)\)")


class Parser(argparse.ArgumentParser):
    """``argparse``'s parser, whose message on a word it does not know names the nearest one."""

    def error(self, message: str) -> NoReturn:
        """Print usage and what is wrong; end with status 2."""
        super().error(message + _meant(message))


def _meant(message: str) -> str:
    """Return the nearest of the words that a message lists; nothing if none is near.

    Python 3.14 says so itself, when asked to.
    """
    found = CHOICE.search(message)
    if not found:
        return ""
    close = difflib.get_close_matches(found[1], re.findall(r"[\w-]+", found[2]), 1)
    return f'. Did you mean "{close[0]}"?' if close else ""
