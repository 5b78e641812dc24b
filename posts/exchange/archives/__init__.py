"""Zip archives that strangers may have made, unpacked with care: `unpacking`."""
