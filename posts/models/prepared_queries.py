"""Queries compiled once: Django takes a millisecond to write SQL that a database answers in a tenth of it.

A prepared query is a queryset with a `Parameter` in each place of its conditions where values differ. Its
rows are read as any other's: through the cursor of the connection, by the same converters, into the same
models. What it leans on of Django is `Query.get_compiler`, `SQLCompiler.as_sql` and `.get_converters`, and
`QuerySet._iterable_class`; its test pins them.
"""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connections, models

from posts.models.current_time import is_current_time, make_parameter


class Parameter(models.Expression):
    """A place in the conditions of a prepared query, filled in by each `fetch`."""

    def __init__(self, name: str, output_field: models.Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field or models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [ParameterMark(self.name, self.output_field)]


class ParameterMark(NamedTuple):
    """Stands in the compiled parameters where the value of a `Parameter` goes."""

    name: str
    field: models.Field[Any, Any]


class CompiledQuery:
    """A queryset with its SQL, for the connection of one thread."""

    def __init__(self, queryset: models.QuerySet[Any]) -> None:
        self.queryset, self.connection = queryset, connections[queryset.db]
        self.compiler: Any = queryset.query.get_compiler(connection=self.connection)
        self.sql, self.parameters = self.compiler.as_sql()
        self.values: dict[str, Any] = {}
        columns = [column for column, *_ in self.compiler.select[: self.compiler.col_count]]
        converters = self.compiler.get_converters(columns)
        self.compiler.get_converters = lambda _columns: converters
        self.compiler.as_sql = lambda *_args, **_options: (self.sql, self.fill_parameters())
        queryset.query.get_compiler = lambda *_args, **_options: self.compiler  # type: ignore[method-assign]

    def fill_parameters(self) -> tuple[Any, ...]:
        return tuple(map(self.fill_parameter, self.parameters))

    def fill_parameter(self, parameter: Any) -> Any:
        if isinstance(parameter, ParameterMark):
            value = self.values[parameter.name]
            return parameter.field.get_db_prep_value(value, self.connection, prepared=False)
        return make_parameter(self.connection) if is_current_time(parameter) else parameter

    def fetch(self, values: dict[str, Any]) -> list[Any]:
        self.values = values
        iterable: Any = self.queryset._iterable_class
        return list(iterable(self.queryset))


class PreparedQuery:
    """The queryset that `build` returns, compiled once in each thread.

    Conditions hold a `Parameter` for each value that `fetch` is given, and `CurrentTime` for the time.
    The queryset must not prefetch: of prepared rows that is another prepared query.
    """

    def __init__(self, build: Callable[[], models.QuerySet[Any]]) -> None:
        self.build, self.local = build, threading.local()

    def fetch(self, **values: Any) -> list[Any]:
        """Return the rows for these values of the parameters; raise KeyError where one has none."""
        compiled: CompiledQuery | None = getattr(self.local, "compiled", None)
        if compiled is None or compiled.connection is not connections[compiled.queryset.db]:
            compiled = self.local.compiled = CompiledQuery(self.build())
        return compiled.fetch(values)
