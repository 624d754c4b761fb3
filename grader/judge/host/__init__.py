"""The judge's side: starts the sandbox, sends situations, compares, writes."""
