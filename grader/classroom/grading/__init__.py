"""A whole class graded in parallel, with one writer of marks."""
