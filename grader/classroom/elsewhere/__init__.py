"""Judging elsewhere: in parts that are put together later, or on the workers of a cluster."""
