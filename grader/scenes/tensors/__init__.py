"""Functions that look at tensors, or compute with them."""
