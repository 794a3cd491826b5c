"""The second and third gate: the fast model raises its hand, and its answer is looked over."""
