"""What is wrong, where, and how to mend it: codes, spans, reporters."""
