"""A provider small enough to see through, for the tests of the engine."""
