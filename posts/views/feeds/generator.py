"""What feeds say made them."""

from posts import __version__

GENERATOR_NAME = "Transmission"
GENERATOR = f"{GENERATOR_NAME} {__version__}"
