"""What some observations and values are called on cards.

Books hold what was observed under its key, so words that need to be plainer than a key stand here.
"""

from __future__ import annotations

from grader.scenes.loaders.read import FULL

NAMES = {FULL: "every pass gives batches, all of batch_size examples but the last"}
VALUES = {"an exception": "the loader's own exception"}
