"""Other ways to write a reference: a file for each stage that has some."""
