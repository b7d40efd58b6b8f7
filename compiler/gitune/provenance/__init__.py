"""What a run is made of, for those who verify it: an in-toto statement and a CycloneDX bill of materials."""
