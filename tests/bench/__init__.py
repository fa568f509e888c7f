"""What sitbreak costs, beside its budgets and beside its peers: ``python -m tests.bench``.

Everything is measured on a private desktop (`tests/desktop/rig.py`). No time makes anything fail: the table
says "met" or by how much a budget is missed.
"""
