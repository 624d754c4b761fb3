"""One file for each relation that can hold between what code gave and what was expected."""
