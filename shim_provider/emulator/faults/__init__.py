"""What goes wrong on demand: kinds, settings, and the rules in force. Knows no other room.

Decides which request is befallen. What a fault of the wire does then is in requests/faults.py; what
one of the service does, in the page of the API that it makes fail.
"""
