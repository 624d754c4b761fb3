"""Wrong programs, each of which breaks the promises that its docstring names, and no others."""
