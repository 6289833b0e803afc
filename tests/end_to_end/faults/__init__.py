"""Faults of the API under each operation: what comes of the command, and of what exists."""
