"""What the reference pages say, taken from the compiler: codes, fields, verbs."""
