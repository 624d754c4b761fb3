"""One file for each known exception: what it means, its usual cause, a hint."""
