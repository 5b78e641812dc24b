"""Backups of Typecho (`backup_file` reads the file); its exports as WXR are read as those of WordPress."""
