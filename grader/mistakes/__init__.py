"""One file per mistake: its prose, its hints, and the edit that makes it."""
