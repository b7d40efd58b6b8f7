"""A spec written canonically, with its comments: same data, one order, one way to write each value."""
