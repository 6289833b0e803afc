"""What a person sees of a run: a line for each resource under way, and the plan's table."""
