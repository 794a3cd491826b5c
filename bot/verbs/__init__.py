"""The verbs of `python -m bot`, one small file per family."""
