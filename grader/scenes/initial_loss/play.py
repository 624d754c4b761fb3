"""Asks whether the loss of a new model is sane."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from grader.observe.recorder import Recorder
from grader.scenes.answers import play as answers


def initial_loss(
    recorder: Recorder,
    subject: Any,
    *,
    weight: torch.Tensor,
    x: torch.Tensor,
    labels: torch.Tensor,
    train: bool,
    left: bool,
) -> None:
    """Call ``initial_loss_is_sane(model, x, labels, num_classes)``.

    The model has one layer without bias, whose weight is (num_classes, D).
    """
    classes, inputs = weight.shape
    layer = nn.Linear(inputs, classes, bias=False)
    with torch.no_grad():
        layer.weight.copy_(weight)
    model = nn.Sequential(layer, answers.Ear(recorder)).train(train)
    if left:
        answers.leave(model)
    before = answers.state(model)
    answers.answer(recorder, subject, model, x, labels, classes)
    answers.note_state(recorder, model, before)
    recorder.note(answers.ASKED, recorder.forwards > 0)
