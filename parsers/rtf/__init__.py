"""The pieces of an RTF reader: tokens, the state of a group, tables at the head, and stories of paragraphs."""
