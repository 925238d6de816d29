"""Pictures of text: an outside program finds the words, and its words become a document."""
