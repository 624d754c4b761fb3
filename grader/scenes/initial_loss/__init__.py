"""Whether the first loss of a model is what it should be."""
