"""Functions that run in a group of processes."""
