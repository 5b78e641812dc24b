"""Revisions of posts: snapshots, recording, restoring; and rendering stored posts again."""
