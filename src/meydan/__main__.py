"""`python -m meydan` is the command `meydan`."""

from meydan.cli.main import main

main()
