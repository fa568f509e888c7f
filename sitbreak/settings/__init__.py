"""What is allowed (``model``), who says what (``layers``), and whose word holds (``narrowing``).

Knows pydantic and tomlkit, so the resident program loads none of it: it reads what ``prepare`` left behind.
"""
