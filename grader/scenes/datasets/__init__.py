"""Datasets, item by item and through a loader."""
