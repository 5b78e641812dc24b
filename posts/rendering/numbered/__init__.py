"""What has a number: the kinds, how they are spelled and named, and how they are counted."""
