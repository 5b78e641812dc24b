"""Content that comes in and goes out: import, export, and copies of the database and of media files."""
