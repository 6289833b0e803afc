"""What the person at this machine sees and changes: faults, clock, requests, a look at it all."""
