"""What every construct is made of: arguments, checked and written; attributes, read as references.

Knows what a schema is, and no schema by name.
"""
