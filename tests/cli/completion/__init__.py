"""`linode-shim completion`, in real shells."""
