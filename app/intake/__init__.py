"""What comes in: deliveries, the events in them, batch files."""
