"""What a posting asks for, as people edit it."""
