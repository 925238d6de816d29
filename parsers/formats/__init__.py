"""One small file per format, each behind the same two names: MEDIA_TYPES and read()."""
