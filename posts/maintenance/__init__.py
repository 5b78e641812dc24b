"""What the owner of a site does: set it up, upgrade it, and find out what is wrong."""
