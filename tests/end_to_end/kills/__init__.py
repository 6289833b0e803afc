"""Ctrl-C, and processes that are killed: what goes on, what is found again, what is left."""
