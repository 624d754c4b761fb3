"""All that runs beside learners' code in the sandbox."""
