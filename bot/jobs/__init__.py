"""The ledger of questions: a job as a state machine, and the loop that works on it."""
