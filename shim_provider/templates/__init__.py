"""Apps to begin with: what `linode-shim new` writes.

`apps/` holds them as they are written for CDKTF, `every/` what all have; `cores.py` gives a text
the other core's names; `writing.py` writes one. Knows no command line, and deploys nothing.
"""
