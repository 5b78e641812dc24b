"""Copy of all rows into another database, with proof that both hold the same."""
