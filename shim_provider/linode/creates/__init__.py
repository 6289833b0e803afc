"""Creates that never make two and never lose one: also where the answer, or the process, is lost.

Knows no page of the API: what fits a request, its page tells.
"""
