"""The current time in a query, recognizable in the parameters of its SQL.

A query that was compiled, or noted beside a stored page, is sent again later. Where its parameter is an
instance of `CurrentTimeText` or `CurrentTimeValue`, `renew_parameters` puts the time of then in its place.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone


class CurrentTimeText(str):
    """The current time as a parameter for SQLite, which has no type for times."""

    __slots__ = ()


class CurrentTimeValue(datetime):
    """The current time as a parameter for databases that have a type for times."""


class CurrentTime(models.Expression):
    """An expression for conditions: the time at which the query is compiled, as `timezone.now()` tells it.

    Unlike `django.db.models.functions.Now` it is the time of this machine, as everywhere else in the site,
    and not that at which a transaction began.
    """

    def __init__(self) -> None:
        super().__init__(output_field=models.DateTimeField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [make_parameter(connection)]


def make_parameter(connection: Any) -> CurrentTimeText | CurrentTimeValue:
    """Return the current time as `connection` takes it for a parameter."""
    adapted = connection.ops.adapt_datetimefield_value(timezone.now())
    if isinstance(adapted, str):
        return CurrentTimeText(adapted)
    return CurrentTimeValue.combine(adapted.date(), adapted.timetz())


def is_current_time(parameter: Any) -> bool:
    """Whether `parameter`, of a query's SQL, is the time at which it was compiled."""
    return isinstance(parameter, CurrentTimeText | CurrentTimeValue)


def renew_parameters(parameters: Iterable[Any]) -> tuple[Any, ...]:
    """Return `parameters` with the time of now in the place of the time at which they were made."""
    now = make_parameter(connection)
    return tuple(now if is_current_time(one) else one for one in parameters)
