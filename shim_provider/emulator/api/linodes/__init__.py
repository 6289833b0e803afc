"""Linodes as Linode documents them, with their disks and profiles, plans and kernels."""
