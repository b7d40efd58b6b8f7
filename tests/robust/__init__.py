"""No input crashes the compiler, and nothing that it accepts is refused by the cluster."""
