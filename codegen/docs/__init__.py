"""The pages of the docs: their tables made from the schemas, a page begun for each that has none.

What lies between the marks `<!-- begin WHAT -->` and `<!-- end WHAT -->` is written here; all else
is by hand and stays as it is.
"""

from __future__ import annotations

from .files import files as files
