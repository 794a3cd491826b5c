"""Redis and Valkey, the embedded server included, and memory: where small values are kept."""
