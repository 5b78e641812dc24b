"""Background work: the worker that takes tasks from the database's queue, and what it does by itself.

The queue is that of django-tasks-db. What it lacks is here: a lease on what is running, another try
for what failed, and tasks of a worker that died are taken up by the next.
"""
