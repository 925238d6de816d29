"""How an HTML page looks without a browser: its style rules, and what they make of each element."""
