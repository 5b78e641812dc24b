"""Export of posts as Markdown with front matter and the media files they show."""
