"""Parts of `linode_image`: its values, its checks, its replicas, the file of an upload."""
