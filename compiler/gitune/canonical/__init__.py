"""One way to write each value: the bytes that a digest or a rendered file is made of."""
