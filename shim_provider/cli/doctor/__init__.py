"""`linode-shim doctor`: what is present, what is missing, how to mend each."""
