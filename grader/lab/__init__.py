"""The loop taken apart: what every arrangement of its lines does."""
