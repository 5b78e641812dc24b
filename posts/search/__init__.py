"""Full-text search: one tokenizer, one index and one query language, on SQLite and on PostgreSQL."""
