"""What holds for the repository as a whole: versions, layout, imports, nothing stray."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from grader.judge.host.walls import visible

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "grader"

ALLOWED_AT_TOP = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "docs",
    "environment.yml",
    "grader",
    "notebooks",
    "pyproject.toml",
    "solutions",
    "tests",
}

# Each module or package of grader/ imports only from the lines above its own.
LAYERS = (
    {"verdict", "observe", "data"},
    {"course"},
    {"scenes", "mistakes"},
    {"stages"},
    {"diagnose"},
    {"render"},
    {"sanitize"},
    {"lab"},
    {"progress"},
    {"judge"},
    {"misuse", "waiting"},
    {"notebook"},
    {"classroom"},
    {"site"},
    {"command"},
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
# The front doors show what lies behind them, so the order does not bind them.
FRONT_DOORS = {"grader", "grader.__main__"}


# Versions ---------------------------------------------------------------------------------------


@cache
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@cache
def pins() -> dict[str, Requirement]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    pinned = {canonicalize_name(requirement.name): requirement for requirement in found}
    assert len(pinned) == len(found), "a package is listed twice"
    return pinned


def pinned_version(name: str) -> str:
    (only,) = pins()[canonicalize_name(name)].specifier
    return only.version


def wanted() -> list[Requirement]:
    extras = project()["optional-dependencies"].values()
    lines = [*project()["dependencies"], *(line for extra in extras for line in extra)]
    return [Requirement(line) for line in lines]


def closure() -> Iterator[tuple[str, str]]:
    """Yield (name, installed version) of everything that the project needs here."""
    todo = [(requirement, "") for requirement in wanted()]
    seen = set()
    while todo:
        requirement, extra = todo.pop()
        marker = requirement.marker
        if marker and not marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for inner in {"", *requirement.extras}:
            if (name, inner) in seen:
                continue
            seen.add((name, inner))
            try:
                found = distribution(name)
            except PackageNotFoundError:
                pytest.fail(f"{name} is needed but not installed")
            yield name, found.version
            todo += [(Requirement(line), inner) for line in found.requires or ()]


def from_torch(name: str) -> bool:
    # torch's own metadata pins these, and they differ from one build of torch to another.
    return name.startswith(("nvidia-", "cuda-", "triton", "pytorch-triton"))


def test_every_constraint_is_one_exact_public_version() -> None:
    for name, requirement in pins().items():
        (only,) = requirement.specifier
        assert only.operator == "==", name
        assert requirement.url is None, name
        assert Version(only.version).local is None, name


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_the_pinned_version_satisfies_pyproject(requirement: Requirement) -> None:
    assert requirement.specifier.contains(pinned_version(requirement.name))


def test_what_is_installed_is_what_is_pinned() -> None:
    installed = {name: Version(version).public for name, version in closure()}
    pinned = {name: pinned_version(name) if name in pins() else None for name in installed}
    expected = {name: version for name, version in pinned.items() if not from_torch(name)}
    assert expected == {name: installed[name] for name in expected}


def test_no_pin_is_left_over() -> None:
    here = {name for name, _ in closure()}
    for name in pins().keys() - here:
        marker = pins()[name].marker
        assert marker, f"nothing needs {name}"
        assert not marker.evaluate(), f"nothing needs {name}"


def test_environment_yml_installs_all_parts_under_the_constraints() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, by_pip = environment["dependencies"]
    extras = ",".join(sorted(project()["optional-dependencies"]))
    assert by_pip == {"pip": ["--constraint constraints.txt", f"--editable .[{extras}]"]}
    python, pip = map(Requirement, (name.replace("=", "==", 1) for name in conda))
    assert (python.name, pip.name) == ("python", "pip")
    (only,) = python.specifier
    assert Requirement(f"python{project()['requires-python']}").specifier.contains(only.version)


def test_the_makefile_always_installs_under_the_constraints() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert makefile.count("pip install") == 1
    assert "--constraint constraints.txt" in makefile


def test_the_package_is_built_with_a_pinned_backend() -> None:
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]
    (required,) = map(Requirement, backend["requires"])
    assert str(required.specifier) == f"=={pinned_version(required.name)}"


# Layout -----------------------------------------------------------------------------------------


@cache
def files() -> list[Path]:
    """Return the files of the project: those that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git repository")
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_top_level_holds_only_what_belongs_there() -> None:
    top = {path.parts[0] for path in files()}
    assert {name for name in top if not name.startswith(".")} <= ALLOWED_AT_TOP


# Places and hosts that tie a file to one machine; written so as not to find themselves.
STRAY = re.compile(
    r"""
    (?<![\w.])/(?:home|Users|root|work)/\w
    | (?<![\w.])/tmp/\w
    | \bfile:/{2}
    | \b(?:pypi\.org|pythonhosted\.org|download\.pytorch\.org|registry\.npmjs\.org)
    | \b(?:repo\.anaconda\.com|conda\.anaconda\.org|deb\.debian\.org)
    """,
    re.VERBOSE,
)


def stray(text: str) -> list[str]:
    here = [str(ROOT), str(Path.home() / "_")[:-1], sys.prefix]
    found = [match.group() for match in STRAY.finditer(text)]
    return found + [place for place in here if len(place) > 4 and place in text]


def test_no_file_names_a_place_on_one_machine() -> None:
    for path in files():
        if path.suffix not in {".png", ".db", ".npz"}:
            assert stray((ROOT / path).read_text()) == [], path


def test_stray_places_are_found() -> None:
    assert stray("see /" + "home/someone/file") != []
    assert stray(f"see {ROOT}/README.md") != []
    assert stray("file:" + "///x") != []
    assert stray("https://example.org/home/page and /tmp and the /work-sheet") == []


# Imports ----------------------------------------------------------------------------------------


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, ast.Module]:
    paths = sorted(PACKAGE.rglob("*.py"))
    return {module_name(path): ast.parse(path.read_text()) for path in paths}


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the full names of the modules that a module imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            of_modules = [name for name in inner if name in modules()]
            yield from of_modules
            if len(of_modules) < len(inner):
                yield str(node.module)


def own_imports(name: str) -> set[str]:
    return {other for other in imports(modules()[name]) if other.split(".")[0] == "grader"}


def part(name: str) -> str:
    return name.removeprefix("grader.").split(".")[0]


def upwards(name: str) -> set[str]:
    """Return what a module imports although it lies no lower in ``LAYERS``."""
    lower = {other for other in own_imports(name) if RANK.get(part(other), 99) < RANK[part(name)]}
    own = {other for other in own_imports(name) if part(other) == part(name)}
    return own_imports(name) - {"grader"} - lower - own


def test_imports_run_one_way() -> None:
    names = modules().keys() - FRONT_DOORS
    assert {part(name) for name in names} <= RANK.keys(), "say in LAYERS where it belongs"
    assert {name: found for name in names if (found := upwards(name))} == {}


def test_the_layers_name_what_is_there() -> None:
    assert RANK.keys() == {part(name) for name in modules().keys() - FRONT_DOORS}


def rooms_in_the_tree() -> set[str]:
    """Return the folders that CONTRIBUTING's tree names."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    tree = text[text.index("```\ngrader/\n") :].split("```")[1]
    above, found = "", set()
    for line in tree.splitlines()[1:]:
        if match := re.match(r"( +)(\w+)/ ", line):
            above = above if len(match[1]) > 2 else match[2]
            found.add(match[2] if len(match[1]) == 2 else f"{above}/{match[2]}")
    return found


def test_contributing_shows_the_rooms_that_are_there() -> None:
    here = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("__init__.py")}
    kinds = {room for room in here if room.startswith("scenes/")}
    assert rooms_in_the_tree() == here - kinds - {"."}


def test_what_the_sandbox_sees_imports_nothing_else_of_the_grader() -> None:
    files = [f for p in visible() for f in ([p] if p.is_file() else p.rglob("*.py"))]
    seen = {module_name(path) for path in files}
    beyond = {name: own_imports(name) - seen - {"grader"} for name in seen - FRONT_DOORS}
    assert {name: found for name, found in beyond.items() if found} == {}


def test_a_mistake_imports_only_the_words_of_patches() -> None:
    for name in modules():
        if name.startswith("grader.mistakes."):
            assert set(imports(modules()[name])) <= {"grader.course.patch"}, name


def test_no_imports_go_round_in_circles() -> None:
    graph = {name: own_imports(name) - FRONT_DOORS for name in modules().keys() - FRONT_DOORS}
    TopologicalSorter(graph).prepare()


def test_only_the_classroom_imports_nbgrader() -> None:
    for name, tree in modules().items():
        roots = {other.split(".")[0] for other in imports(tree)}
        if not name.startswith("grader.classroom"):
            assert "nbgrader" not in roots, name


def test_a_verdict_needs_only_the_standard_library() -> None:
    roots = {other.split(".")[0] for other in imports(modules()["grader.verdict"])}
    assert roots <= sys.stdlib_module_names


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


# HTML and docstrings ----------------------------------------------------------------------------

TAG = re.compile(
    r"</?(?:body|br|code|details|div|em|h[1-6]|head|html|img|li|meta|ol|p|pre|script|span"
    r"|strong|style|summary|svg|table|tbody|td|th|thead|title|tr|ul)(?=[\s/>]|$)"
)


def strings(tree: ast.Module) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    nodes = list(ast.walk(tree))
    alone = {node.value for node in nodes if isinstance(node, ast.Expr)}
    constants = (node for node in nodes if isinstance(node, ast.Constant) and node not in alone)
    yield from (node.value for node in constants if isinstance(node.value, str))


def test_no_string_holds_a_tag() -> None:
    """HTML is made from data by ``grader.render.markup``, which forgets no escape."""
    found = {n: [s for s in strings(tree) if TAG.search(s)] for n, tree in modules().items()}
    assert {name: some for name, some in found.items() if some} == {}


def test_tags_are_found() -> None:
    written = strings(ast.parse('"""<p>"""\nf"<p{x}>", f"<h4>{x}", f"<img src={x}>"'))
    assert list(filter(TAG.search, written)) == ["<p", "<h4>", "<img src="]
    assert not TAG.search("<reference> <pair> 1 < p > 2 <= b")


EXAMPLES = [module_name(p) for p in sorted(PACKAGE.rglob("*.py")) if ">>> " in p.read_text()]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert failed == 0
    assert tried > 0


@pytest.mark.xdist_group("together")
def test_tests_that_go_together_are_run_by_one_process(request: pytest.FixtureRequest) -> None:
    """Each group of tests shares what took long to make; apart, they only take longer."""
    if hasattr(request.config, "workerinput"):
        assert request.node.nodeid.endswith("@together")
