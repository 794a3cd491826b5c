"""The edge of the house: one folder per outside thing; folders never import each other."""
