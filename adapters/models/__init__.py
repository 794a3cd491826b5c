"""The two seats as LangChain chat models, the offline demo and the token counter."""
