"""How ``grader check`` reads a file, runs it, and has judged what it defines."""
