"""What a Word package says beside its text: styles, lists, relationships, and content that is not text."""
