"""A warm start: a process that has imported everything, and forks the provider of each launch.

Why, how and when it ends: docs/warm-start.md. Knows no Terraform and no Linode.
"""
