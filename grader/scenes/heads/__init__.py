"""A function that gives a model a new head and trains it."""
