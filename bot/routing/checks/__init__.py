"""What is wrong with an answer, found without a model: the deterministic part of gate 3."""
