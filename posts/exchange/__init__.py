"""Content from other tools: read into one neutral record, written as posts.

A format is one file here. It turns what another tool keeps into `Record`s; the
importer gives them addresses, brings their pictures along and saves them.
"""
