"""`gitune lock`: from a plan to its pins. The only package of the compiler that opens a connection."""
