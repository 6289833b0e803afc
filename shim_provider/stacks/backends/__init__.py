"""Where the states of stacks are, in files or at a server: Terraform's backends."""
