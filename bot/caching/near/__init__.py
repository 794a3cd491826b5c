"""Whether two questions ask the same thing: by their words alone, without any model."""
