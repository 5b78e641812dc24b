"""Uploaded files: the picture library, uploads, downloads, variants; storage/ holds the backends."""
