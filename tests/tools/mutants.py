"""Small damage to every reference, and whether the grader fails it: measured, kept as golden.

    python -m tests.tools.mutants               measure every exercise
    python -m tests.tools.mutants ADDRESS...    measure some, with the survivors as diffs

A mutant is a reference with one small change. It is killed when it breaks a promise of its
exercise on some probe, with seed 0. ``tests/survivors.json`` has every one that survives under
the reason for it: it is equivalent, as its exercise allows what it does, or it is not seen.

Known tools do not fit: mutmut wants a package and its tests, and the operators of cosmic-ray
leave statements, arguments and calls alone, which is where training loops go wrong.
"""

from __future__ import annotations

import ast
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import torch

from grader.course.catalogue import exercise as find
from grader.course.diff import diff
from grader.course.exercise import Exercise, Promise
from grader.diagnose.case import Case
from grader.diagnose.programs import compiled, source_of
from grader.diagnose.runs import runs_of
from grader.diagnose.subject import here
from tests.tools.support import ADDRESSES

HERE = Path(__file__).parents[1]
GOLDEN = HERE / "golden" / "mutants.json"
SURVIVORS = HERE / "survivors.json"
SEED = 0
ENDLESS = ("TimeUp", "Runaway")
EQUIVALENT, NOT_SEEN = "equivalent", "not seen"

Block = list[ast.stmt]


@dataclass(frozen=True)
class Mutant:
    """A reference with one small change.

    Attributes:
        name: Where and what, such as ``"6 gone: loss.backward()"``.
        operator: Name of the operator that made it.
        source: The program.
    """

    name: str
    operator: str
    source: str


# -- operators on expressions: from one to those that may stand in its place -----------

ARITHMETIC: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.Sub),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMPARISON: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
# Names that are taken for each other in this field.
TAKEN_FOR = {
    "abs": ("relu",),
    "Adam": ("SGD",),
    "all": ("any",),
    "argmax": ("argmin",),
    "backward": ("detach",),
    "ceil": ("floor",),
    "CrossEntropyLoss": ("NLLLoss", "MSELoss"),
    "cross_entropy": ("nll_loss",),
    "deepcopy": ("copy",),
    "device": ("dtype",),
    "dtype": ("device",),
    "eval": ("train",),
    "exp": ("log", "expm1"),
    "isfinite": ("isnan",),
    "load_state_dict": ("state_dict",),
    "log": ("log10", "log2", "exp"),
    "log1p": ("log",),
    "max": ("min",),
    "mean": ("sum",),
    "mul_": ("mul",),
    "no_grad": ("enable_grad",),
    "numel": ("dim",),
    "parameters": ("buffers",),
    "randn_like": ("zeros_like",),
    "randperm": ("arange",),
    "relu": ("sigmoid", "tanh"),
    "ReLU": ("Sigmoid", "Identity", "ReLU6"),
    "shape": ("ndim",),
    "startswith": ("endswith", "__contains__"),
    "sqrt": ("square",),
    "sum": ("mean",),
    "train": ("eval",),
    "zeros_like": ("ones_like",),
    "clip_grad_norm_": ("clip_grad_value_",),
}

ASSIGNED = (ast.Assign, ast.AugAssign)
# Calls that change nothing, so that their order does not matter,
ONLY_READ = {"argmax", "float", "item", "len", "sum"}
# and those after which the same call once more changes nothing.
ONCE_IS_ENOUGH = {
    "eval", "load_state_dict", "manual_seed", "save", "seed", "set_rng_state", "to", "train",
    "zero_grad",
}  # fmt: skip


def arithmetic(node: ast.expr) -> Iterator[ast.expr]:
    """Another operator, the operands exchanged, or only one of them."""
    if isinstance(node, ast.BinOp):
        for other in ARITHMETIC.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.Pow, ast.MatMult)):
            yield ast.BinOp(node.right, node.op, node.left)
        yield node.left
        yield node.right


def sign(node: ast.expr) -> Iterator[ast.expr]:
    """A minus left out."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand


def comparison(node: ast.expr) -> Iterator[ast.expr]:
    """Another boundary, or the other side."""
    if isinstance(node, ast.Compare):
        for other in COMPARISON.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [other()], node.comparators)


def logic(node: ast.expr) -> Iterator[ast.expr]:
    """``and`` for ``or``, a ``not`` left out, one of two conditions left out."""
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
        yield from node.values
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def constant(node: ast.expr) -> Iterator[ast.expr]:
    """Another number, the other truth value, another text."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        others = (value + 1, value - 1, -value, 0, 1, value * 2)
        yield from (ast.Constant(v) for v in dict.fromkeys(others) if v != value)
    elif isinstance(value, str):
        yield ast.Constant(f"{value}_")


def name(node: ast.expr) -> Iterator[ast.expr]:
    """A function or attribute that is easily taken for the right one."""
    if isinstance(node, ast.Attribute):
        for other in TAKEN_FOR.get(node.attr, ()):
            yield ast.Attribute(node.value, other, node.ctx)


def unwrapped(node: ast.expr) -> Iterator[ast.expr]:
    """A call or an attribute left out: what it was applied to remains."""
    if isinstance(node, ast.Call):
        yield from node.args[:1]
        if isinstance(node.func, ast.Attribute):
            yield node.func.value
    elif isinstance(node, ast.Attribute):
        yield node.value


def argument(node: ast.expr) -> Iterator[ast.expr]:
    """An argument left out, or exchanged with the next."""
    if isinstance(node, ast.Call):
        args, keywords = node.args, node.keywords
        for i in range(len(args)):
            yield ast.Call(node.func, args[:i] + args[i + 1 :], keywords)
        for i in range(len(args) - 1):
            turned = [*args[:i], args[i + 1], args[i], *args[i + 2 :]]
            yield ast.Call(node.func, turned, keywords)
        for i in range(len(keywords)):
            yield ast.Call(node.func, args, keywords[:i] + keywords[i + 1 :])


def entry(node: ast.expr) -> Iterator[ast.expr]:
    """An entry of a tuple, list or dictionary left out, or two values exchanged."""
    if isinstance(node, ast.Dict):
        for i in range(len(node.values)):
            keys = node.keys[:i] + node.keys[i + 1 :]
            yield ast.Dict(keys, node.values[:i] + node.values[i + 1 :])
        for i in range(len(node.values) - 1):
            values = list(node.values)
            values[i : i + 2] = reversed(values[i : i + 2])
            yield ast.Dict(node.keys, values)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for i in range(len(node.elts) - 1):
            elts = list(node.elts)
            elts[i : i + 2] = reversed(elts[i : i + 2])
            if not _same_number(*elts[i : i + 2]):
                yield type(node)(elts, node.ctx)


def _same_number(a: ast.expr, b: ast.expr) -> bool:
    return isinstance(a, ast.Constant) and isinstance(b, ast.Constant) and a.value == b.value


def choice(node: ast.expr) -> Iterator[ast.expr]:
    """Always the same branch of an ``if`` in an expression; a comprehension that skips none."""
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.DictComp)):
        (loop,) = node.generators
        if loop.ifs:
            free = [ast.comprehension(loop.target, loop.iter, [], loop.is_async)]
            if isinstance(node, ast.DictComp):
                yield ast.DictComp(node.key, node.value, free)
            else:
                yield type(node)(node.elt, free)


def bound(node: ast.expr) -> Iterator[ast.expr]:
    """A bound of a slice left out; an index, the whole instead of a part."""
    if isinstance(node, ast.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(node, part) is not None:
                kept = {p: getattr(node, p) for p in ("lower", "upper", "step") if p != part}
                yield ast.Slice(**kept)
    elif isinstance(node, ast.Subscript):
        yield node.value


# -- operators on statements: from the n-th of a block to other blocks -----------------


def gone(block: Block, i: int) -> Iterator[Block]:
    """A statement left out."""
    yield [*block[:i], *block[i + 1 :]] or [ast.Pass()]


def exchanged(block: Block, i: int) -> Iterator[Block]:
    """A statement exchanged with the next, unless they have nothing to do with each other."""
    if i + 1 < len(block) and not _strangers(block[i], block[i + 1]):
        yield [*block[:i], block[i + 1], block[i], *block[i + 2 :]]


def _strangers(a: ast.stmt, b: ast.stmt) -> bool:
    """Return whether the order of two statements cannot matter: a sure sign, not the only one."""
    if isinstance(a, ast.FunctionDef) and isinstance(b, ast.FunctionDef):
        return True
    called = {_name(n.func) for s in (a, b) for n in ast.walk(s) if isinstance(n, ast.Call)}
    writes, others = _names(a, ast.Store), _names(b, ast.Store)
    both = isinstance(a, ASSIGNED) and isinstance(b, ASSIGNED) and called <= ONLY_READ
    return both and not (writes & _names(b) or others & _names(a))


def _names(statement: ast.stmt, context: type = ast.expr_context) -> set[str]:
    named = (n for n in ast.walk(statement) if isinstance(n, (ast.Name, ast.Attribute)))
    return {ast.unparse(n) for n in named if isinstance(n.ctx, context)}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)


def doubled(block: Block, i: int) -> Iterator[Block]:
    """A statement made twice: a sum, or a call that adds up."""
    statement = block[i]
    called = statement.value if isinstance(statement, ast.Expr) else None
    call = isinstance(called, ast.Call) and _name(called.func) not in ONCE_IS_ENOUGH
    if call or isinstance(statement, ast.AugAssign):
        yield [*block[: i + 1], *block[i:]]


def condition(block: Block, i: int) -> Iterator[Block]:
    """An ``if`` that is always or never true, or the other way round."""
    statement = block[i]
    if isinstance(statement, ast.If):
        yield [*block[:i], *statement.body, *block[i + 1 :]]
        yield [*block[:i], *(statement.orelse or [ast.Pass()]), *block[i + 1 :]]
        turned = ast.If(ast.UnaryOp(ast.Not(), statement.test), statement.body, statement.orelse)
        yield [*block[:i], turned, *block[i + 1 :]]


def loop(block: Block, i: int) -> Iterator[Block]:
    """A loop that stops after one round, skips the first or the last, or never starts."""
    statement = block[i]
    if isinstance(statement, ast.For):
        every = ast.Call(ast.Name("list", ast.Load()), [statement.iter], [])
        first = ast.Slice(lower=ast.Constant(1))
        last = ast.Slice(upper=ast.UnaryOp(ast.USub(), ast.Constant(1)))
        once = [*statement.body, ast.Break()]
        yield [*block[:i], _for(statement, statement.iter, once), *block[i + 1 :]]
        for part in (first, last):
            some = ast.Subscript(every, part, ast.Load())
            yield [*block[:i], _for(statement, some, statement.body), *block[i + 1 :]]


def _for(old: ast.For, over: ast.expr, body: Block) -> ast.For:
    return ast.copy_location(ast.For(old.target, over, body, old.orelse), old)


def moved(block: Block, i: int) -> Iterator[Block]:
    """The first statement of a loop or ``with`` moved before it, or the last behind it."""
    statement = block[i]
    if isinstance(statement, (ast.For, ast.With)) and len(statement.body) > 1:
        first, last = statement.body[0], statement.body[-1]
        yield [*block[:i], first, _holding(statement, statement.body[1:]), *block[i + 1 :]]
        yield [*block[:i], _holding(statement, statement.body[:-1]), last, *block[i + 1 :]]


def _holding(old: ast.For | ast.With, body: Block) -> ast.stmt:
    if isinstance(old, ast.For):
        return _for(old, old.iter, body)
    return ast.copy_location(ast.With(old.items, body), old)


def bare(block: Block, i: int) -> Iterator[Block]:
    """A ``with`` or ``try`` left out around what it holds."""
    statement = block[i]
    if isinstance(statement, (ast.With, ast.Try)):
        ending = statement.finalbody if isinstance(statement, ast.Try) else []
        yield [*block[:i], *statement.body, *ending, *block[i + 1 :]]


def sums(block: Block, i: int) -> Iterator[Block]:
    """Another operator in ``+=``, or plain ``=``."""
    statement = block[i]
    if isinstance(statement, ast.AugAssign):
        for other in ARITHMETIC.get(type(statement.op), ()):
            made = ast.AugAssign(statement.target, other(), statement.value)
            yield [*block[:i], made, *block[i + 1 :]]
        plain = ast.Assign([statement.target], statement.value, lineno=statement.lineno)
        yield [*block[:i], plain, *block[i + 1 :]]


def jump(block: Block, i: int) -> Iterator[Block]:
    """``break`` for ``continue``, a result dropped, another exception."""
    statement, ways = block[i], []
    if isinstance(statement, ast.Break):
        ways = [ast.Continue()]
    elif isinstance(statement, ast.Return) and statement.value is not None:
        ways = [ast.Return(ast.Constant(None))]
    elif isinstance(statement, ast.Raise):
        ways = [ast.Raise(ast.Name("Exception", ast.Load()))]
    yield from ([*block[:i], way, *block[i + 1 :]] for way in ways)


def gradient(node: ast.expr) -> Iterator[ast.expr]:
    """A gradient cut off, rounded, or with a little of the weight added."""
    if isinstance(node, ast.Attribute) and node.attr == "grad":
        kept, owner = ast.unparse(node), ast.unparse(node.value)
        ways = ("{0}.clamp(-5, 5)", "{0}.round(decimals=3)", "({0} + 0.0001 * {1})")
        for way in ways:
            yield ast.parse(way.format(kept, owner), mode="eval").body


def clipped(block: Block, i: int) -> Iterator[Block]:
    """Gradients cut off before an update."""
    statement = block[i]
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and ast.unparse(call.func) in ("optimizer.step", "scaler.step"):
        way = "torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)"
        yield [*block[:i], *ast.parse(way).body, *block[i:]]


def in_eval_mode(block: Block, i: int) -> Iterator[Block]:
    """A model put into eval mode before gradients are emptied, and left in it."""
    statement = block[i]
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and _name(call.func) == "zero_grad":
        yield [*block[:i], *ast.parse("model.eval()").body, *block[i:]]


# -- operators for what passed once: zero taken for none, parts of a model, a state left behind --

INSTEAD_OF_ZERO = {"seed": 42, "epoch": 1}


def zero_is_none(node: ast.expr) -> Iterator[ast.expr]:
    """Another number in the place of a 0 that was asked for."""
    if isinstance(node, ast.Name) and node.id in INSTEAD_OF_ZERO:
        yield ast.BoolOp(ast.Or(), [node, ast.Constant(INSTEAD_OF_ZERO[node.id])])


def optimizer(node: ast.expr) -> Iterator[ast.expr]:
    """An optimizer of the last layer alone, with weight decay, or ten times as fast."""
    called = node.func if isinstance(node, ast.Call) else None
    if not isinstance(node, ast.Call) or not ast.unparse(called or node).startswith("torch.optim."):
        return
    held, *rest = node.args
    last = ast.parse(f"list({ast.unparse(held)})[-2:]", mode="eval").body
    yield ast.Call(node.func, [last, *rest], node.keywords)
    decay = ast.keyword("weight_decay", ast.Constant(1e-4))
    yield ast.Call(node.func, node.args, [*node.keywords, decay])
    for place, keyword in enumerate(node.keywords):
        if keyword.arg == "lr":
            faster = ast.BinOp(ast.Constant(10), ast.Mult(), keyword.value)
            changed = [*node.keywords]
            changed[place] = ast.keyword("lr", faster)
            yield ast.Call(node.func, node.args, changed)


def recording_off(block: Block, i: int) -> Iterator[Block]:
    """Recording switched off for good, where it was to be off for a while."""
    statement = block[i]
    asks = isinstance(statement, ast.With) and "model(" in ast.unparse(statement)
    if isinstance(statement, ast.With) and asks and "no_grad" in ast.unparse(statement.items[0]):
        off = ast.parse("torch.set_grad_enabled(False)").body
        yield [*block[:i], *off, *statement.body, *block[i + 1 :]]


EXPRESSIONS: tuple[Callable[[ast.expr], Iterator[ast.expr]], ...] = (
    arithmetic, sign, comparison, logic, constant, name, unwrapped, argument, entry, choice, bound,
    gradient,
    zero_is_none, optimizer,
)  # fmt: skip
STATEMENTS: tuple[Callable[[Block, int], Iterator[Block]], ...] = (
    gone, exchanged, doubled, condition, loop, moved, bare, sums, jump,
    clipped, in_eval_mode,
    recording_off,
)  # fmt: skip


# -- mutants ---------------------------------------------------------------------------


@cache
def mutants(exercise: Exercise) -> tuple[Mutant, ...]:
    """Return every mutant of an exercise's reference, each program once."""
    tree = ast.parse(ast.unparse(ast.parse(source_of(exercise))))
    whole = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for operator, where, old, new in _changes(tree):
        source = ast.unparse(tree)
        if source != whole and source not in found and _compiles(source):
            made = f" => {new}" if new else ""
            found[source] = Mutant(f"{where} {operator}: {old}{made}", operator, source)
    return tuple(found.values())


def _changes(tree: ast.Module) -> Iterator[tuple[str, str, str, str]]:
    """Make each change in the tree, one at a time; yield what is made while it is there."""
    for parent, field, node in list(_expressions(tree)):
        for operator in EXPRESSIONS:
            for new in list(operator(node)):
                with _put(parent, field, new):
                    where = f"{node.lineno}:{node.col_offset}"
                    yield operator.__name__, where, ast.unparse(node), ast.unparse(new)
    for parent, field, i in list(_statements(tree)):
        block: Block = getattr(parent, field)
        for change in STATEMENTS:
            for other in list(change(block, i)):
                with _put(parent, (field, None), other):
                    old, made = ast.unparse(block[i]), _made(block, other)
                    yield change.__name__, f"{block[i].lineno}", _head(old), _head(made)


def _made(block: Block, other: Block) -> str:
    return "; ".join(ast.unparse(s) for s in other if not any(s is b for b in block))


def _head(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    return lines[0] if len(lines) == 1 else f"{lines[0]} … {lines[-1]}"


Field = tuple[str, int | None]


@contextmanager
def _put(parent: ast.AST, field: Field, new: Any) -> Iterator[None]:
    attribute, index = field
    holder = getattr(parent, attribute)
    if index is None:
        setattr(parent, attribute, new)
        yield
        setattr(parent, attribute, holder)
    else:
        old, holder[index] = holder[index], new
        yield
        holder[index] = old


def _expressions(tree: ast.AST) -> Iterator[tuple[ast.AST, Field, ast.expr]]:
    """Yield every expression that is read, with its place; an error's words are free."""
    for parent in ast.walk(tree):
        if isinstance(parent, (ast.Raise, ast.JoinedStr, ast.FormattedValue)):
            continue
        for attribute, value in ast.iter_fields(parent):
            if attribute == "decorator_list" or _of_error(parent):
                continue
            places = enumerate(value) if isinstance(value, list) else [(None, value)]
            for index, node in places:
                if isinstance(node, ast.expr) and not _written(node):
                    yield parent, (attribute, index), node


def _of_error(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id.endswith("Error")


def _written(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Store)


def _statements(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int]]:
    for parent in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(parent, field, None)
            if isinstance(block, list) and not isinstance(parent, ast.Module):
                yield from ((parent, field, i) for i in range(len(block)))


def _compiles(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


# -- judging ---------------------------------------------------------------------------


@cache
def by_probe(exercise: Exercise) -> tuple[Exercise, ...]:
    """Return the exercise once for each probe, cheapest first, with what is judged there."""
    parts, costs = [], {}
    for probe in exercise.probes:
        told = (c for c in exercise.promises if not c.probes or probe.name in c.probes)
        judged = tuple(replace(c, rests_on=()) for c in told)  # others may be judged elsewhere
        part = replace(exercise, probes=(probe,), promises=judged)
        begun = time.process_time()
        bench = runs_of(part, SEED)
        bench.run(bench.reference, probe)
        costs[probe.name] = time.process_time() - begun
        parts.append(part)
    return tuple(sorted(parts, key=lambda part: costs[part.probes[0].name]))


def broken(exercise: Exercise, source: str) -> Iterator[Promise]:
    """Yield the promises that a program breaks, some more than once, the cheapest first."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            subject = here(compiled(exercise, source))
    except Exception:
        yield from exercise.promises  # it cannot even be defined
        return
    for part in by_probe(exercise):
        case = Case(part, subject, SEED)
        yield from (promise for promise in part.promises if not case.keeps(promise))
        failure = case.yours[0].failure
        if failure is not None and failure.type in ENDLESS:
            return


def killed(exercise: Exercise, mutant: Mutant) -> bool:
    """Return whether a mutant breaks a promise."""
    return next(broken(exercise, mutant.source), None) is not None


# -- measuring -------------------------------------------------------------------------


@cache
def reasons() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return the names of the survivors by kind, reason and address."""
    found: dict[str, dict[str, dict[str, list[str]]]] = json.loads(SURVIVORS.read_text("utf-8"))
    return found


def declared(address: str, *kinds: str) -> set[str]:
    """Return the mutants of an exercise that survive for a reason of one of these kinds."""
    return {n for kind in kinds for at in reasons()[kind].values() for n in at.get(address, ())}


def measure(exercise: Exercise) -> dict[str, Any]:
    """Return what the golden file says about an exercise.

    A promise's witness is a mutant that breaks this promise alone.
    """
    every = mutants(exercise)
    found = {m.name: {c.text for c in broken(exercise, m.source)} for m in every}
    assert len(found) == len(every), "two mutants have the same name"
    alone = {next(iter(texts)): n for n, texts in reversed(found.items()) if len(texts) == 1}
    survivors = {n for n, texts in found.items() if not texts}
    same, missed = (declared(exercise.address, kind) for kind in (EQUIVALENT, NOT_SEEN))
    return {
        "mutants": len(every),
        "killed": len(every) - len(survivors),
        EQUIVALENT: len(survivors & same),
        NOT_SEEN: len(survivors & missed),
        "unexplained": sorted(survivors - same - missed),
        "killed all the same": sorted((same | missed) - survivors),
        "witnesses": {c.text: alone.get(c.text) for c in exercise.promises},
    }


def shares(golden: dict[str, Any]) -> tuple[float, float]:
    """Return the share of mutants that are killed: of all, and of those not equivalent."""
    every, killed, same = (
        sum(entry[key] for entry in golden.values()) for key in ("mutants", "killed", EQUIVALENT)
    )
    return killed / every, killed / (every - same)


def main(addresses: list[str]) -> None:
    """Measure some exercises, or all, and rewrite the golden file."""
    torch.set_num_threads(1)
    golden = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    for address in addresses or ADDRESSES:
        exercise = find(address)
        golden[address] = told = measure(exercise)
        counts = (told[key] for key in ("mutants", "killed", EQUIVALENT, NOT_SEEN))
        made = "{}: {} mutants, {} killed, {} equivalent, {} not seen"
        print(made.format(address, *counts), flush=True)
        survivors = declared(address, NOT_SEEN).union(told["unexplained"])
        for mutant in mutants(exercise):
            if mutant.name in survivors:
                print(f"\n{mutant.name}\n{diff(source_of(exercise), mutant.source)}\n", flush=True)
        for which in told["killed all the same"]:
            print(f"\n{which}: declared a survivor, and killed all the same\n", flush=True)
    golden = {a: golden[a] for a in ADDRESSES if a in golden}
    GOLDEN.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", "utf-8")
    raw, fair = shares(golden)
    print(f"killed: {raw:.1%} of all mutants, {fair:.1%} of those that are not equivalent")


if __name__ == "__main__":
    main(sys.argv[1:])
