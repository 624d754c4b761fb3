"""What learners made, fit to be shown: text and pictures, and nothing that acts in a browser."""
