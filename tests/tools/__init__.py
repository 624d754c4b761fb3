"""Programs that measure, draw and prove; none of them is a test."""
