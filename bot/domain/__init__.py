"""The rules of the house, pure: no I/O, no clock, no randomness. `now` and ids come in as arguments."""
