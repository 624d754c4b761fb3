"""Answers in a word about a model, and what the call that gave them left behind."""
