"""A loop over chunks of a sequence, with a state that goes from one to the next."""
