"""How good the router is: its decisions held against labels and against recorded outcomes."""
