"""Into a course from learning platforms, and back: one file for each."""
