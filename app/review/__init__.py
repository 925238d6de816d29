"""A person looks: the queue, leases, decisions, the ends of holds, and what a reviewer sees."""
