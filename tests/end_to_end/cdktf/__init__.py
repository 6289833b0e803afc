"""Apps of the constructs, deployed by the real cdktf-cli."""
