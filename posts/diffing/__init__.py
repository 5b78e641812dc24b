"""Comparing texts: matching of sequences, differences for people, three-way merge."""
