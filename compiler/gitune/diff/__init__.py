"""What a change means: two compiled worlds compared. Pure; reading the earlier one is the command line's."""
