"""A schema as a class of Python: first as plain data (`face.py`), then as text.

`wording.py` holds the little that a schema does not know, as it is Python's business.
"""

from __future__ import annotations

from .files import files as files
from .files import leftovers as leftovers
