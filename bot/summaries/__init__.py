"""Summaries that people can check: parts, notes with verified quotations, one result."""
