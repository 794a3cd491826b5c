"""A proof of concept: the user's own cases through both tiers and the router, in one report."""
