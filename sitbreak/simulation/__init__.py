"""A day told by a script, run through the daemon without a desktop and without waiting."""
