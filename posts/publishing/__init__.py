"""Publishing: states and transitions, bulk changes, checks before publishing, merging of tags."""
