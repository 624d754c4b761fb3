"""`{name}` is not imported.

## What it means
Python meets the name `{name}`, and nothing that was run has given it a meaning.

## The usual cause
The cell with the imports was not run after the kernel's start, or `{name}` comes from
an example that imports it elsewhere.

## Hint
Write `{found}` at the top, and run that cell.
"""

table = {
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "from torch.nn import functional as F",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "math": "import math",
    "copy": "import copy",
    "deepcopy": "from copy import deepcopy",
    "random": "import random",
    "optim": "from torch import optim",
    "dist": "import torch.distributed as dist",
    "DataLoader": "from torch.utils.data import DataLoader",
    "Dataset": "from torch.utils.data import Dataset",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "itertools": "import itertools",
    "warnings": "import warnings",
    "os": "import os",
    "time": "import time",
    "contextlib": "import contextlib",
    "Tensor": "from torch import Tensor",
}
messages = {"NameError": rf"name '(?P<name>{'|'.join(table)})' is not defined"}
