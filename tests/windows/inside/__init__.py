"""Tests that run on Windows itself, by `run.sh`: the interpreter is that of the bench."""
