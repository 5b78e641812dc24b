"""What several test modules use: sites, files and servers made for a test."""
