"""Second Look: a person looks before an automatic rejection takes effect."""
