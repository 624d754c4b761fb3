"""Course folders: a new one, what is wrong with one, and next term's."""
