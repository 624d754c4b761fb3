"""Verdicts as text, HTML and plots. Pure functions: same verdict, same bytes."""
