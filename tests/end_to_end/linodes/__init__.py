"""What belongs to Linodes alone: how root gets in, another plan, another region."""
