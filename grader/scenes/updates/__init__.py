"""Functions that do the work of an optimizer: one step on a list of parameters."""
