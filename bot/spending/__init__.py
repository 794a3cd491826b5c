"""What may be spent, by whom, and what has been."""
