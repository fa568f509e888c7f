"""What the command line can do: a module for each command, or a few for a family of them.

``cli`` loads only the one that is meant, and that only what it needs.
"""
