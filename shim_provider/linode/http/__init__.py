"""A call of the API on its way: asked, read, limited, tried again. Knows no page of the API."""
