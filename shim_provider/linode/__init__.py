"""Linode's APIv4: `client.Client` and `client.Settings`, `patience.Patience`, `errors`.

Knows no Terraform. Importing this, or `client`, loads neither requests nor urllib3: that
happens at the first request.
"""
