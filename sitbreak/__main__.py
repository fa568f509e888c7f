"""`python -m sitbreak` and the console script."""

import sys


def main() -> int:
    from sitbreak.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
