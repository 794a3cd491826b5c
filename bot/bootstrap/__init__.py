"""The only room that names adapters: settings in, assembled parts out, one corner per process."""
