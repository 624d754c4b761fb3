"""Runs code in a situation and writes down what happens, as plain data."""
