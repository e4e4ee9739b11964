"""`milepost doctor`."""

import argparse

from milepost.cli.console import Commands


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Register the commands."""
