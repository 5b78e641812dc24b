"""Transmission, a publishing system for technical writing."""

# As the newest heading of CHANGELOG.md; tests compare them with pyproject.toml.
__version__ = "0.2.0"
