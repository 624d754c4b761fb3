"""Loads what a worker needs; imported once, by the process that the workers are forked from."""

import torch._dynamo  # slow, and the judge's references use optimizers

from grader import catalogue
from grader.classroom import quick, worker
from grader.render import plot

__all__ = ["plot", "quick", "torch", "worker"]

catalogue.mistakes()
catalogue.exercises()
