"""Prompt templates as files: `room/name.v1.md`; a released file is never edited."""
