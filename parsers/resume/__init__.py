"""From a document of lines to a resume: its sections and its periods of time."""
