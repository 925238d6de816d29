"""Pages as pictures: drawn in the child, passed on as plain pixels."""
