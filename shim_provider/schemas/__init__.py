"""What each page of the provider declares: attributes, types, rules, sentences. Pure data.

Knows no wire format, no HTTP and no construct: both the provider and the
constructs stand on it.
"""
