"""A training step with scaled gradients."""
