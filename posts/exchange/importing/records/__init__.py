"""One post being imported, and how its file's front matter is read. Knows no format and no site."""
