"""Imports from the admin: an archive is uploaded in pieces, unpacked, looked through, imported, undone.

`uploads` receives the pieces, `posts.exchange.archives` unpacks what they make, `running` is the task that
looks a job's posts through or imports them with `posts.exchange.importing`, `undoing` takes an import back.
What is stored of them is `posts.models.ImportJob`.
"""
