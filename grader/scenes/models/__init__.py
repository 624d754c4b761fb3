"""Functions that make a model, or count what is in one."""
