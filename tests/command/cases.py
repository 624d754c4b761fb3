"""Files for ``grader check``: what is right, what is missing, what does not end or be read."""

from __future__ import annotations

import json
import struct
from typing import Any

import nbformat

from grader.verdict import Verdict
from tests.command.checker import RIGHT, STEP, WRONG

LINES = RIGHT.splitlines(keepends=True)
MARKDOWN = nbformat.v4.new_markdown_cell("def train_step(): wrong")
RAW = nbformat.v4.new_raw_cell(WRONG)
RUBY = nbformat.v4.new_code_cell("def train_step; end", metadata={"vscode": {"languageId": "ruby"}})
USED = RIGHT.replace("loss_fn(model(x), y)", "loss_fn(model(x), y) * {}")
FORMAT_3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["A loop"]},
                {
                    "cell_type": "code",
                    "language": "python",
                    "collapsed": False,
                    "metadata": {},
                    "prompt_number": 1,
                    "input": LINES,
                    "outputs": [{"output_type": "pyout", "prompt_number": 1, "text": ["1"]}],
                },
            ]
        }
    ],
}
FORMAT_2 = {"nbformat": 2, "metadata": {"name": ""}, "worksheets": FORMAT_3["worksheets"]}

# All of them train as they should when IPython, or Python, runs them.
RIGHT_FILES: dict[str, Any] = {
    "asks_for_help.ipynb": ["import torch\n?torch\n" + RIGHT + "\ntorch.nn.Linear??"],
    "asks_in_an_assignment.ipynb": ["here = %pwd\nassert here\n" + RIGHT],
    "shell.ipynb": ["!touch here\n!pip install x\n%pip install -q x\nif True:\n    !ls\n" + RIGHT],
    "shell_output.ipynb": ["files = !ls\nfirst = [f for f in files if f]\n" + RIGHT],
    "times_a_line.ipynb": [RIGHT.replace("    loss.b", "    %time loss.b")],
    "times_many.ipynb": ["%timeit -n 1 -r 1 sum(range(9))\n" + RIGHT],
    "times_the_cell.ipynb": ["%%time\n" + RIGHT],
    "times_elsewhere.ipynb": [RIGHT, "%%timeit -n 1 -r 1\ntrain_step = None"],
    "captures.ipynb": ["%%capture out\nprint(1)\none = 1", "out.show()\n" + USED.format("one")],
    "two_around.ipynb": ["\n%%time\n%%capture\n" + RIGHT],
    "plots.ipynb": [
        "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\n"
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()\n" + RIGHT
    ],
    "unknown_magic.ipynb": ["%load_ext tensorboard\n%tensorboard --logdir runs\n" + RIGHT],
    "loops.ipynb": [
        "scales = []\nfor k in range(3):\n    scales.append(k)\nwhile len(scales) < 4:\n"
        "    scales += [1]\ntry:\n    one = 1 / 0\nexcept ZeroDivisionError:\n    one = 1\n"
        "if one:\n    one *= 2\nwith open(__import__('os').devnull) as f:\n    one //= 2",
        USED.format("(one if len(scales) == 4 else 0)"),
    ],
    "calls.ipynb": [
        "from types import *\nc = SimpleNamespace()\nsetattr(c, 'one', 1)",
        USED.format("c.one"),
    ],
    "awaits.ipynb": ["async def f():\n    return 1\nfactor = await f()\n" + USED.format("factor")],
    "percent.ipynb": [RIGHT.replace("    return", '    s = ("%d"\n      % len(x))\n    return')],
    "bash.ipynb": ["%%bash\ntouch here", RIGHT, "%%sh\ndef train_step(): pass"],
    "script.ipynb": [RIGHT, "%%script false --no-raise-error\n" + WRONG],
    "page.ipynb": [RIGHT, "%%html\n<p>train_step = 1", "%%javascript\ntrain_step = 1"],
    "writes_a_module.ipynb": [
        "%%writefile one_more.py\none = 1",
        "import one_more\n" + USED.format("one_more.one"),
    ],
    "in_a_folder/relative.ipynb": [
        "import sys\nsys.path.append('./lib')\nfrom beside import *\n" + USED.format("one")
    ],
    "in_a_folder/lib/beside.py": "one = 1\nprint('imported')\n",
    "reads_a_file.ipynb": ["one = int(open('in_a_folder/one.txt').read())\n" + USED.format("one")],
    "in_a_folder/one.txt": "1",
    "runs_a_file.ipynb": ["%run in_a_folder/lib/beside.py\n" + USED.format("one")],
    "uses_outputs.ipynb": ["1", "one = _", "Out[1]", USED.format("one")],
    "displays.ipynb": ["display(1)\nfrom IPython.display import clear_output as c\nc()\n" + RIGHT],
    "format_3.ipynb": json.dumps(FORMAT_3),
    "format_2.ipynb": json.dumps(FORMAT_2),
    "byte_order_mark.ipynb": b"\xef\xbb\xbf" + json.dumps(FORMAT_3).encode(),
    "old_mac.ipynb": [RIGHT.replace("\n", "\r\n")],
    "indented.ipynb": ["\n\n" + "".join("    " + line for line in LINES)],
    "prompts.ipynb": ["".join((">>> " if line[0] != " " else "... ") + line for line in LINES)],
    "fails_before.ipynb": ["import not_there", "1 / 0", "def f(", RIGHT],
    "fails_above.ipynb": ["from not_there import x\n" + RIGHT],
    "fails_before_another.ipynb": [RIGHT, "raise ValueError\n" + WRONG],
    "fails_in_another.ipynb": [RIGHT, "train_step = (lambda *a: 1)(undefined)"],
    "fails_after.ipynb": [WRONG, RIGHT + "raise ValueError"],
    "asks_the_grader.ipynb": [
        "from grader import check, grade, hint, predict, board",
        RIGHT + f'card = check("{STEP}", train_step)\ngrade("{STEP}", train_step, points=5)',
        f'def see():\n    return hint("{STEP}")\nsee(); board()',
        f'import grader as g\nfor one in (1 - g.grade("{STEP}", train_step, points=1),): 1',
        USED.format("one"),
    ],
    "exits.ipynb": [RIGHT, "import sys\nsys.exit()", "exit()", "quit"],
    "asks.ipynb": ["rate = input('rate? ')", RIGHT],
    "ends_its_process.ipynb": [RIGHT, "import os\nos._exit(1)", "one = 1"],
    "many_ways.ipynb": [
        "if (n := 1) == 1:\n    a, *b = 1, 1\nelse:\n    a = 0\nmatch n:\n    case 1:\n"
        "        c: int = 1\nexec('d = 1'); globals()['e'] = 1\nimport functools",
        USED.replace("train_step(", "step(").format("(a * b[0] * c * d * e)"),
        "train_step = functools.partial(step)\nget_ipython = None",
        "class Step:\n    def __call__(self, *parts):\n        return step(*parts)",
        "train_step = Step()",
    ],
    "changes_folder.ipynb": [
        "%cd in_a_folder\nexec(open('lib/beside.py').read())",
        USED.format("one"),
    ],
    "awaits_many.ipynb": [
        "async def some():\n    yield 1\nones = [x async for x in some()]",
        USED.format("ones[0]"),
    ],
    "unknown_cell_magic.ipynb": [RIGHT, "%%skip\n" + WRONG],
    "other_cells.ipynb": [MARKDOWN, RIGHT, RAW, RUBY],
    "is_main.ipynb": ["if __name__ == '__main__':\n" + "".join("    " + line for line in LINES)],
    "own_magic.ipynb": [
        "from IPython.core.magic import register_cell_magic\n@register_cell_magic\n"
        "def only_if(line, cell):\n    if eval(line):\n        get_ipython().run_cell(cell)",
        "%%only_if True\n" + RIGHT,
    ],
    "dataclass.ipynb": [
        "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\n"
        "class Config:\n    one: int = 1\n    two: Unknown | None = None",
        USED.format("Config().one"),
    ],
    "on_one_line.ipynb": ["a = 1; b = a; c = '''\n1'''; d = int(c)\n" + USED.format("d")],
    "source.ipynb": [RIGHT + "\nimport inspect\nassert '.item' in inspect.getsource(train_step)"],
    "threads.ipynb": [
        "import threading\nt = threading.Thread(target=lambda: globals().update(one=1))\n"
        "t.start(); t.join()",
        USED.format("one"),
    ],
    "workers.ipynb": [
        "import torch\nfrom torch.utils.data import DataLoader\n"
        "one = sum(len(b) for b in DataLoader(torch.ones(4), num_workers=2)) // 4",
        USED.format("one"),
    ],
    "latin.py": ("# coding: latin-1\none = len('ö')\n" + USED.format("one")).encode("latin-1"),
    "mark.py": b"\xef\xbb\xbf" + RIGHT.encode(),
    "windows.py": RIGHT.replace("\n", "\r\n"),
    "guarded.py": RIGHT + "if __name__ == '__main__':\n    raise SystemExit(input())\n",
    "imports_beside.py": "from in_a_folder.lib.beside import one\n" + USED.format("one"),
    "annotated.py": "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    "@dataclass\nclass C:\n    one: Unknown = 1\n" + USED.format("C().one"),
    "exported.py": "# In[1]:\nget_ipython().run_line_magic('matplotlib', 'inline')\n"
    "get_ipython().system('pip install torchinfo')\nget_ipython().magic('load_ext autoreload')\n"
    "get_ipython().run_cell_magic('bash', '', 'ls')\n" + RIGHT,
    "asks_the_grader.py": f"from grader import check\n{RIGHT}print(check('{STEP}', train_step))\n",
    "looks_at_itself.py": "import sys, os\nassert os.path.samefile(sys.argv[0], __file__)\n"
    "assert __name__ != '__main__'\n" + RIGHT,
}

# What is not there, or stops, and the words that must say so.
TOLD: dict[str, tuple[Any, str]] = {
    "nothing.ipynb": (["x = 1"], "nothing.ipynb does not define train_step."),
    "another_name.ipynb": ([RIGHT.replace("step(", "stepp(")], "; it defines train_stepp."),
    "error.ipynb": (
        ["x = 1", "\n\ntrain_step = make(1)"],
        "code cell 2, line 3, `train_step = make(1)`, stopped with NameError: name 'make' is",
    ),
    "decorated.ipynb": (
        ["\n@torch.no_grad\n" + RIGHT],
        "code cell 1, line 2, `@torch.no_grad`, stopped with NameError",
    ),
    "error_above.ipynb": (
        ["train_step = 1\ndel train_step", "2\n1 / 0\n" + RIGHT],
        "code cell 2, line 3, `def train_step(model, x, y, loss_fn, optimizer):`, was not run, "
        "since line 2, `1 / 0`, stopped with ZeroDivisionError",
    ),
    "syntax.ipynb": (
        [RIGHT.replace("(x), y)", "(x), y")],
        "code cell 1 is not Python (line 3, `loss = loss_fn(model(x), y`: '(' was never closed)",
    ),
    "foreign.ipynb": (["%%bash\n" + RIGHT], "code cell 1 is a %%bash cell, which is not run here"),
    "star.ipynb": (
        ["1 / 0", "from my_steps import *"],
        "line 1, `from my_steps import *`, stopped with ModuleNotFoundError",
    ),
    "older.ipynb": (
        [RIGHT, "train_step = undefined(train_step)"],
        "An earlier definition was judged: code cell 2, line 1, `train_step = undefined(train_st",
    ),
    "needs.ipynb": (
        ["from not_there import clear", RIGHT.replace("optimizer.zero_grad()", "clear(optimizer)")],
        "What it needs is missing: code cell 1, line 1, `from not_there import clear`, stopped",
    ),
    "parser.py": (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('data')\n\n"
        "args = parser.parse_args()\n" + RIGHT,
        "stopped at line 5, `args = parser.parse_args()`, with SystemExit: 2 - usage: parser.py",
    ),
    "parser_2.py": (RIGHT + "raise SystemExit(2)\n", 'under `if __name__ == "__main__":`'),
    "data.py": (RIGHT + "data = open('nowhere.csv')\n", "belongs under `if __name__"),
    "missing_import.py": (
        RIGHT.replace("(model,", "(model: nn.Module,"),
        "line 1, `def train_step(model: nn.Module, x, y, loss_fn, optimizer):`, with NameError",
    ),
    "no_display.py": ("display(1)\n" + RIGHT, "NameError: name 'display' is not defined"),
    "ends.py": ("import os\nos._exit(3)\n", "at line 2, `os._exit(3)`, which ended the process."),
    "syntax.py": ("x = 1\ndef train_step(\n", "syntax.py is not Python (line 2, `def train_step(`"),
    "returns.py": ("return 1\n" + RIGHT, "is not Python (line 1, `return 1`: 'return' outside"),
    "awaits.py": ("x = await f()\n" + RIGHT, "is not Python (line 1"),
    "magic.py": ("%matplotlib inline\n" + RIGHT, "It is written for IPython: delete the lines"),
    "help.py": ("import torch\n" + RIGHT + "torch?\n", "save it as a notebook (.ipynb)"),
    "exported_too.py": (
        "get_ipython().system('ls')\n" + RIGHT,
        "start it with `ipython exported_too.py`",
    ),
    "moves.py": ("raise ValueError('\\33[2J\\u202e')\n", "with ValueError: ?[2J?."),
    "empty.py": ("", "empty.py does not define train_step."),
}

ENDLESS: dict[str, tuple[Any, str]] = {
    "trains.ipynb": (["while True:\n    pass\n" + RIGHT, "one = 1"], ""),
    "trains_on.ipynb": ([RIGHT, "history = 0\nfor _ in iter(int, 1):\n    pass\n", "one = 1"], ""),
    "will_not_stop.ipynb": (
        [
            RIGHT,
            "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\n"
            "while True:\n    time.sleep(1)",
            "one = 1",
        ],
        "",
    ),
    "late.ipynb": (
        ["train_step = [x for x in iter(int, 1)]"],
        "code cell 1, line 1, `train_step = [x for x in iter(int, 1)]`, did not end within",
    ),
    "late.py": (
        RIGHT + "def main():\n    while True:\n        pass\n\nmain()\n",
        "Your file's own top-level code did not end within 4 seconds; it was at line 11, `main()`.",
    ),
    "late_too.py": (
        RIGHT + "while True:\n    try:\n        x = 1\n    except:\n        pass\n",
        "did not end within 4 seconds; it was at line 7, `while True:`.",
    ),
}


UNREADABLE: dict[str, tuple[Any, str]] = {
    "missing.py": (None, "There is no file"),
    "missing.ipynb": (None, "There is no file"),
    "text.txt": ("x = 1", "text.txt is neither a .py nor an .ipynb file."),
    "utf_16.py": (RIGHT.encode("utf-16"), "utf_16.py is not text in UTF-8: save it"),
    "utf_16_le.py": (RIGHT.encode("utf-16-le"), "holds null bytes"),
    "latin.py": ("# ö\n".encode("latin-1"), "name its coding in the first line"),
    "coding.py": ("# coding: klingon\n", "names a coding that Python does not know."),
    "latin.ipynb": ('{"ö": 1}'.encode("latin-1"), "latin.ipynb is not text in UTF-8 (byte 2)."),
    "cut.ipynb": (json.dumps(FORMAT_3)[:-9], "was cut off, or is not a notebook"),
    "empty.ipynb": ("", "empty.ipynb is an empty file, not a notebook."),
    "deep.ipynb": ("[" * 100_000, "it is not JSON"),
    "list.ipynb": ("[1, 2]", "it is not JSON"),
    "numbers.ipynb": ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1, 2]}', ""),
    "number.ipynb": ('{"nbformat": 4, "metadata": 3, "cells": 7}', "is not a Jupyter notebook"),
    "none.ipynb": (
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        "is not a Jupyter notebook",
    ),
    "source.ipynb": ('{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}', ""),
    "newer.ipynb": ('{"nbformat": 99, "cells": []}', "Unsupported nbformat version 99"),
    "worksheets.ipynb": ('{"nbformat": 3, "worksheets": [4]}', "is not a Jupyter notebook"),
    "ruby.ipynb": (
        '{"nbformat": 4, "nbformat_minor": 5, "cells": [], '
        '"metadata": {"language_info": {"name": "Ruby"}}}',
        "is a notebook in ruby, not in Python.",
    ),
    "r.ipynb": (
        '{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}',
        "is a notebook in r, not in Python.",
    ),
}


FORGED = json.dumps([True, Verdict(STEP, "pass", "All promises are kept.", 6.0, 6.0).to_json()])
WRITES = (
    f"import os, stat\nreport = {struct.pack('!i', len(FORGED)) + FORGED.encode()!r}\n"
    "for n in range(1, 256):\n    try:\n        if {}:\n            os.set_blocking(n, False)\n"
    "            os.write(n, report)\n    except OSError:\n        pass\n"
)
FORGERIES = [
    # The report as the process that judges sends it, into what is open.
    WRITES.replace("{}", "stat.S_ISFIFO(os.fstat(n).st_mode)"),
    WRITES.replace("{}", "True"),
    "import json\njson.dumps = lambda *a, **k: '[true, \"{}\"]'\n",
    "import sys\nfor name in ('grader.verdict', 'grader.diagnose.judge', 'json'):\n"
    "    sys.modules[name] = None\n",
    "import sys\nfrom grader.judge.guest import functions\nfunctions._run = lambda *a: 1\n",
    'print(\'{"exercise": "01_loop/train_step", "passed": true}\')\n',
    "import atexit, os\natexit.register(os._exit, 0)\n",
]
