"""Real data, small enough to come with the package; the sandbox sees it too.

``digits.npz`` is the test part of "Optical Recognition of Handwritten Digits" by E. Alpaydin and
C. Kaynak (UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, licensed under
CC BY 4.0): 1797 digits that 13 people wrote, as images of 8 by 8 pixels from 0 to 16.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

FILE = Path(__file__).with_name("digits.npz")
BRIGHTEST = 16.0


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Return images of handwritten digits and what each of them is.

    Returns:
        Images (1797, 64), float32 from 0 (paper) to 1 (ink), row after row of 8 pixels; and
        labels (1797,), int64 from 0 to 9.
    """
    with np.load(FILE) as stored:
        images, labels = stored["images"], stored["labels"]
    return torch.tensor(images, dtype=torch.float32) / BRIGHTEST, torch.tensor(labels).long()
