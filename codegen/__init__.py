"""Writes what follows from `shim_provider/schemas/`: the constructs' classes, the docs' tables.

`python -m codegen` writes all of it anew, `python -m codegen --check` names what is stale. Nothing
of it is there when users run an app or the provider: what is written is committed.
"""
