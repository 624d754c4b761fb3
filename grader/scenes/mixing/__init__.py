"""Whether the examples of a batch reach one another."""
