"""Memory: answers kept for those who may see them, and one model call for the same question."""
