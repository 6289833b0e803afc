"""Linode's APIv4: `client.Client`, `settings.Settings`, `patience.Patience`, `errors`.

Its rooms: `http` (a call and what becomes of it), `waits` (looking until something is so),
`creates` (what a create has made, its answer lost or not), `api` (one file per page of Linode's
documentation). Knows no Terraform. Importing this, or `client`, loads neither requests nor
urllib3: that happens at the first request.
"""
