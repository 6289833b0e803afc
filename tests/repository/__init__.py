"""What holds the repository together: its rooms, its commands, its pages."""
