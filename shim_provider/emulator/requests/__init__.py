"""A request on its way: from WSGI to a handler, and back as a reply or a refusal. Knows no route.

Who asks, how often and for what: tokens, rates, bodies, filters, pages, and the words of refusals.
"""
