"""What a learner did so far: attempts that are kept, and the standing that follows from them."""
