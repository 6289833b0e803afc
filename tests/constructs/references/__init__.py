"""What is not known before a plan: references, tokens, and constructs where an id is meant."""
