"""A function that refuses losses that are no finite numbers."""
