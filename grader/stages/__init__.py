"""One file per stage: references, probes and promises of its exercises."""
