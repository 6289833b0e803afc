"""The two packages of constructs as users meet them: what is about both, or not about a core."""
