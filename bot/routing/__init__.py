"""Which tier answers, and why: signals, floors, precedence, and the words that tell it."""
