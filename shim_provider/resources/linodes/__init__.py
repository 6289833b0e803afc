"""Parts of `linode_instance`: its values, its checks, its moves to another plan or region."""
