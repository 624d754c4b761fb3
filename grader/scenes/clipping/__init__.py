"""Functions that clip gradients: by themselves, and within a training step."""
