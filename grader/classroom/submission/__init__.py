"""What was handed in: looked at before it is opened, opened without following links."""
