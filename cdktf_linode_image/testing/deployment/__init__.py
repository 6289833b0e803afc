"""A stack deployed in a test: synthesized, applied by Terraform to an emulator of its own.

Knows Terraform's command line, its plans and its states. Knows no type of resources.
"""
