"""What a plan and the lock's facts say together: checks that need no network, one file each."""
