"""What is taught, as data: exercises, what they return, mistakes and their patches."""
