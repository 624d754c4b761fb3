"""Marks that the learner's own process cannot write: it answers, and the judge decides.

``zygote``, ``jail``, ``child`` and ``inside`` run in the sandbox, the rest outside.
"""
