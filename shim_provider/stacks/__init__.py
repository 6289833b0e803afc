"""The stacks of a CDKTF app: synthesized, planned, applied and destroyed by Terraform.

Knows Terraform's command line and what it says, and the manifest that cdktf writes. Knows no
Linode, no constructs, and nothing of how it is shown.
"""
