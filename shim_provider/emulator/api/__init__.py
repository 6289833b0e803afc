"""What Linode documents, a file for each of its pages, and the table of all routes: routes.py.

A handler gets a call and the numbers in its path, and returns what becomes JSON. Images and what is
done with them, and Linodes with what belongs to them, have folders of their own.
"""
