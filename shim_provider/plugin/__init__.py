"""The contract between Terraform and a plugin process (go-plugin). Knows no Linode, no schema."""
