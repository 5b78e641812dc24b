"""Django's backend for PostgreSQL, behind the breaker."""
