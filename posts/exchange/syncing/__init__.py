"""A folder of Markdown and the site follow each other: what changed on one side goes to the other.

Three texts decide about each post: the file, what an export of the post would be now, and what both had
in common at last (`SyncedFile`). What both sides changed is merged; where that conflicts, the text of the
file waits in the writing room.
"""
