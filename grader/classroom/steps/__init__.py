"""The steps that nbgrader's autograder takes with one submission."""
