"""What belongs to images alone: the regions that hold them."""
