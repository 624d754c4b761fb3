"""Loaders, and the orders in which they give their examples."""
