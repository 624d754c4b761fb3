"""Short loops that train or measure, each of its own signature."""
