"""When to look at Linode again, and how one look serves all who want it."""
