"""Accounts: signing in, second factors, passkeys, resets by mail and sessions, by django-allauth."""
