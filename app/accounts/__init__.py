"""Who may come in: people, their sessions and one-time links, API keys. HTTP knows nothing here."""
