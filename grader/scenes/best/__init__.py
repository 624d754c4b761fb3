"""Objects that keep the best weights of a run."""
