"""The classes that mirror a schema, one file for each page. Written by `python -m codegen`.

Where a class has something of our own besides (factories, checks), it is in the file of the same
name one folder up, in a subclass.
"""
