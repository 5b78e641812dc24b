#!/usr/bin/env python
"""Run Django's commands for this site."""

import sys

from config.startup import run_command

if __name__ == "__main__":
    run_command(sys.argv)
