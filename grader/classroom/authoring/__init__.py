"""From one authored source to the solution and the released notebook of a stage."""
