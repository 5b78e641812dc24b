"""Accounts: signing in, lock-out."""
