"""Functions that compute gradients, or decide which parameters get any."""
