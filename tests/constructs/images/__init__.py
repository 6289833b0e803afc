"""Constructs of images that are more than their schema: families, replicas."""
