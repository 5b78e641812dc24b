"""Citations: how they are typed, what of the literature they lead to, and how four styles write them.

All of it is written here: the libraries that exist miss much of the styles (docs/decisions/citations.md).
"""
