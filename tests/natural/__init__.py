"""Wrong programs as learners write them: a file for each exercise or kind.

A function or class is called ``EXERCISE__what``, and its docstring names the mistakes that must be
named, and no others.
"""
