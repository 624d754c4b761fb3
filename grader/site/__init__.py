"""The public site: lessons, the dictionary of mistakes, the lab and the instructor's guide."""
