"""Objects that say when a run should stop."""
