"""`python -m resexp`."""

from resexp.cli import main

main()
