"""`linode_image_build` with a real Terraform: what is at Linode afterwards, however it went."""
