"""The ``grader`` command, one file per subcommand."""
