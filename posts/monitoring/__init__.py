"""What tells the owner how the site is doing: logs and metrics. Knows no models."""
