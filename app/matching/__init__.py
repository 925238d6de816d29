"""Pure: a resume against the requirements of a posting, with quoted evidence."""
