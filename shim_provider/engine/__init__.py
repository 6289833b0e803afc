"""Terraform's semantics: one file per RPC of the plugin protocol, and no word of Linode.

A handler takes the catalogue (what the provider offers), the decoded request and
a `Diagnostics`; it answers the reply as plain data. What a resource module may
define, and what it is handed, is in `contract.py`.
"""
