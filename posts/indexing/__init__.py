"""The search index: tokens, query language, keywords, and the full-text backends of both databases."""
