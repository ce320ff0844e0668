"""`python -m resexp`."""

from resexp.cli import main
from resexp.interrupt import deaf

try:
    main()
finally:
    deaf()
