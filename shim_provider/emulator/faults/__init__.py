"""What goes wrong on demand: kinds, settings, and the rules in force. Knows no other room.

Decides which request is befallen; to carry it out is the business of app.py and of api.
"""
