"""Loads what a worker needs; imported once, by the process that the workers are forked from."""

import torch._dynamo  # slow, and the judge's references use optimizers

from grader.classroom.grading import no_iri_grammar, worker
from grader.course import catalogue
from grader.render import plot

__all__ = ["no_iri_grammar", "plot", "torch", "worker"]

catalogue.mistakes()
catalogue.exercises()
