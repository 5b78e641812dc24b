"""Settings of background tasks."""

from config.environment import read_choice

# Where background tasks run: in a child of the server (`local`) or in `manage.py db_worker` alone
# (`database`), both from a queue in the database; or within the request (`immediate`).
TASK_BACKENDS = {
    "local": "django_tasks_db.DatabaseBackend",
    "database": "django_tasks_db.DatabaseBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
TASKS_MODE = read_choice("TASKS", TASK_BACKENDS, default="local")
# Of each queue one task runs at a time; what takes a second must not wait for what takes minutes.
TASK_QUEUES = ["default", "quick"]
TASKS = {"default": {"BACKEND": TASK_BACKENDS[TASKS_MODE], "QUEUES": TASK_QUEUES}}
