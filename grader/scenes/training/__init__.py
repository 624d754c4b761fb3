"""Functions that train: one step, several steps, one epoch, a whole fit."""
