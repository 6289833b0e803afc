"""The pages of Linode's documentation, one file each; what they share: `shared.py`.

`adoption.py` and `image_waits.py` are parts of `images.py`, `jobs.py` is what moves a Linode.
"""
