"""From a received rejection to held or standing."""
