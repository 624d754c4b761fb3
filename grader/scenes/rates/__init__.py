"""A function that tries learning rates one after the other."""
