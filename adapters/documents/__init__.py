"""Files as units: one reader per family of formats, each run in a limited child process."""
