"""Scenes that are not in two halves yet."""
