"""The connection to the database: a server that hangs holds no thread for long."""
