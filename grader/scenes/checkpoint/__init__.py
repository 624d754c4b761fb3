"""Pairs of functions that save a run and load it in another process."""
