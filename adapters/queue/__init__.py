"""The ledger of jobs, on Valkey and in memory."""
