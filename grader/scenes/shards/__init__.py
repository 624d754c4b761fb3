"""Sharing out a data set among ranks."""
