"""Formats of folders: one subclass of `SourceSite` for each tool, listed in `formats`."""
