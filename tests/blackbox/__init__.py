"""What the suites share that see postern from outside: over its sockets, pipes and files."""
