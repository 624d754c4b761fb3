"""Which parameters learn nothing from a batch."""
