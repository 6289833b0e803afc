"""Where states are: `init`, moves from one backend to another, locks."""
