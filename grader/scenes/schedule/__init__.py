"""Functions that do a whole run: a schedule, early stopping, the best weights."""
