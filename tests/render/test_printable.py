"""Words that somebody else chose, as they are shown."""

from __future__ import annotations

import unicodedata

import pytest
from markupsafe import escape

from grader.diagnose.account import Account, Situation
from grader.render.account import account_text
from grader.render.printable import LENGTH, MARKUP, described, inert, listed, printable
from grader.render.text import verdict_text
from grader.verdict import Row, Verdict

# What is written and how it is shown; the first ones are honest and stay as they are.
SHOWN = {
    "07_epoch (1).ipynb": "07_epoch (1).ipynb",
    "Übung ä é 作业 домашка.ipynb": "Übung ä é 作业 домашка.ipynb",
    "e\u0301tude": "étude",
    "\x1b[2J\x1b]0;title\x07": "??2J??0;title?",
    "one\ntwo\r\nthree\u2028four\x85five": "one two three four five",
    "a\u202egpj.exe\u2066": "a?gpj.exe?",
    "zero\u200bwidth\ufeff": "zero?width?",
    "half \ud800 a character": "half ? a character",
    '<b onclick="x()">&amp;\'': "?b onclick=?x()???amp;?",
    "[text](javascript:x) `code` **bold** # ~~no~~ |": (
        "?text?(javascript:x) ?code? ??bold?? ? ??no?? ?"
    ),
    r"$\href{x}{y}$": "??href?x??y??",
    "\0": "?",
    "": "",
}


@pytest.mark.parametrize("words", SHOWN)
def test_words_are_shown_as_they_are_or_with_question_marks(words: str) -> None:
    assert printable(words) == SHOWN[words]


def test_text_of_several_lines_acts_on_no_terminal() -> None:
    """A verdict and an account show what code printed, raised and returned."""
    assert inert("honest é 作业\n  text") == "honest é 作业\n  text"
    shown = inert("".join(map(chr, range(0x3000))))
    assert not {unicodedata.category(c) for c in shown.replace("\n", "")} & {"Cc", "Cf", "Zl", "Zp"}


def test_a_verdict_and_an_account_act_on_no_terminal() -> None:
    clear = "\x1b[2J\x1b[H\u202e"
    verdict = Verdict("a/b", "crash", clear, 0.0, 1.0, table=(Row(clear, clear, ""),), output=clear)
    situation = Situation("", ((clear, clear),), clear, (Row(clear, clear, ""),), 1)
    told = Account("a/b", 1, ((clear, False),), (situation,), clear)
    for text in (verdict_text(verdict), account_text(told)):
        assert "?[2J?[H?" in text
        assert not {"\x1b", "\u202e"} & set(text)


def test_no_character_means_more_than_itself_anywhere() -> None:
    for number in (*range(0x20000), *range(0xE0000, 0xE0200)):
        shown = printable(f"a{chr(number)}b", 10)
        assert shown.isprintable()
        assert escape(shown) == shown
        assert MARKUP.isdisjoint(shown)
        assert unicodedata.category(shown[1:2]) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_what_is_long_is_cut_before_it_is_looked_at() -> None:
    assert printable("x" * 10**8) == "x" * (LENGTH - 3) + "..."
    assert len(printable(10**2000)) == LENGTH
    assert described(KeyError("<b>" * 10**6)).startswith("KeyError: ??b??b?")
    assert len(described(ValueError("x" * 10**6))) < 200
    assert listed(["a", "<b>", "c"], 2) == "a, ?b? and others"
