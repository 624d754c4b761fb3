"""Functions that are handed a list of batches, or of micro-batches."""
