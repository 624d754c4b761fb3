"""Whether the three random generators follow a seed."""
