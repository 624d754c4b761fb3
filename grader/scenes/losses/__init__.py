"""Functions that compute a loss: by hand from two tensors, or of a model."""
