"""A Terraform provider for Linode images, in Python.

Imports nothing: Terraform launches the provider several times per command.
"""

__version__ = "0.1.0"
