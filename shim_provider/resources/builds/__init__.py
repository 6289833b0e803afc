"""Parts of `linode_image_build`: its builder, its course, its checks, what its failures tell."""
