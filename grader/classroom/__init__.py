"""Building, releasing and grading with nbgrader: the only place that imports it."""
