"""What nbgrader's own pages on submissions do here: formgrader and feedback."""
