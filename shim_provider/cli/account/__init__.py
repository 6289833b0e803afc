"""Commands about an account: what there is at Linode, and who knows of it."""
