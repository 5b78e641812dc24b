"""Exports of Halo: the JSON file of 1.5 and 1.6 (`version_one`), the backup of 2.x (`version_two`)."""
