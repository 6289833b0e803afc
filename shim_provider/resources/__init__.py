"""How each resource is planned, created, read, updated and deleted.

One module per resource or data source, loaded by type name. The Linode API
arrives as `operation.api`; what a module may define is in `engine/contract.py`.
"""
