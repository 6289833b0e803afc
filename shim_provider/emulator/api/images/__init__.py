"""Images as Linode documents them: captured, uploaded, copied to regions, shared with others."""
