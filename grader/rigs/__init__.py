"""Builders: they turn a probe's data into models, loaders and optimizers.

A builder takes a ``Recorder`` and keyword arguments, and returns a function that uses the
learner's code. Builders hold no expected value, so they may run beside learner code.
"""
