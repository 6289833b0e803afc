"""Warm starts: what a launch gets, who shares a process, and when it ends."""
