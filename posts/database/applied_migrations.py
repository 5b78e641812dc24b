"""Which migrations were run, without importing them: the modules of all apps take four megabytes."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def count_missing_migrations(connection: Any) -> int:
    """Return how many migrations were not run on the database of `connection`.

    Those that Django recorded are compared with the names of the modules. Where one is not recorded, a plan
    is made as `migrate` does, which also knows squashed ones.
    """
    recorded = MigrationRecorder(connection).applied_migrations().keys()
    if all(name in recorded for name in list_migrations()):
        return 0
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def list_migrations() -> Iterator[tuple[str, str]]:
    """Yield the migrations of all apps: the label of the app, and the name of the module."""
    for app in apps.get_app_configs():
        name, _is_set = MigrationLoader.migrations_module(app.label)
        try:
            package = import_module(name) if name else None
        except ModuleNotFoundError:  # an app without migrations
            continue
        for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
            if not module.ispkg and module.name[0] not in "_~":
                yield app.label, module.name
