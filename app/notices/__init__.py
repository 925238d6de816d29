"""Messages to people: the digest, warnings before deadlines, questions. Counts, times and links; nothing personal."""
