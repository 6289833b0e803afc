"""What a provider tells of its work while it is at it, and who reads that."""
