"""Which model for which work: a guide whose every answer says where its figures come from."""
