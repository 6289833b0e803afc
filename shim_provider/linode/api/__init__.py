"""The pages of Linode's documentation, one file each, and what they share: `shared.py`."""
