"""The rules, pure: told the time, the evidence and the settings, they answer with a new state and what to do.

Nothing here reads a clock, a file or a setting by itself, or knows a library.
"""
