"""What an OpenDocument text says beside its words: styles, lists, pages, and content that is not text."""
