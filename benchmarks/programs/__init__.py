"""What a benchmark launches beside the provider: the peers, the floors, and who sends to them."""
