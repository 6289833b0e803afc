"""What joins the rooms of the provider: configuration, journal, cache, start-up."""
