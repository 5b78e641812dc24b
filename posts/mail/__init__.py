"""Sending mail without holding the request that asks for it."""
