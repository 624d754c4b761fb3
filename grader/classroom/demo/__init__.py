"""A sample class, graded from start to end."""
