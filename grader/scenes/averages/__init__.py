"""Averages that are kept up to date."""
