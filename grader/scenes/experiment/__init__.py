"""A whole experiment whose optimizer and schedule are the learner's choice."""
