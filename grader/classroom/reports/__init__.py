"""What a class misunderstood, and what to do about it: a page and tables for instructors."""
