"""Uploaded files: the library of pictures, uploads, remote pictures, variants; storage/ holds the backends."""
