"""What there is and what happens, kept in a folder: things, their owners, time, jobs, events.

Knows no request: who may ask, in which words, and what is answered, are requests and api. What
cannot be is told by refusals.py, with a reason and the field that it is about.
"""
