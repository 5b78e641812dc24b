"""The audit log: entries are written with what they tell of, and cleared when they are old."""
