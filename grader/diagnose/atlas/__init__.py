"""What every known mistake, and every two of them, do on the practice numbers: looked up."""
