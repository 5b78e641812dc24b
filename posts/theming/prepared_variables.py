"""`{{ variable }}` without filters, in the usual cases without what Django does for the rare ones.

Whatever is not plain - a missing name, a method that needs an argument - is left to Django's own node.
"""

from html import escape
from typing import Any

from django.template import Context
from django.template.base import VariableNode, render_value_in_context
from django.utils.safestring import SafeString

UNKNOWN = object()


class PreparedVariableNode(VariableNode):
    """Shows a variable that is looked up by names with points between."""

    def __init__(self, node: VariableNode) -> None:
        super().__init__(node.filter_expression)
        self.token, self.origin = node.token, node.origin
        self.name, *self.attributes = node.filter_expression.var.lookups

    def render(self, context: Context) -> Any:
        try:
            value = self.look_up(context)
        except Exception:  # noqa: BLE001  (Django's node raises it again, or shows nothing)
            value = UNKNOWN
        if value is UNKNOWN:
            return super().render(context)
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return escape(value)
        return render_value_in_context(value, context)

    def look_up(self, context: Context) -> Any:
        """Return the value; UNKNOWN where Django must look for it."""
        try:
            value = context[self.name]
        except KeyError:
            return UNKNOWN
        for name in self.attributes:
            # A container may have it as an item.
            value = UNKNOWN if hasattr(value, "__getitem__") else getattr(value, name, UNKNOWN)
            if value is UNKNOWN:
                break
            if callable(value):
                value = call_plain_method(value)
        return UNKNOWN if callable(value) else value


def call_plain_method(method: Any) -> Any:
    """Return what `method` returns; UNKNOWN where a template may not call it, or cannot."""
    code = getattr(getattr(method, "__func__", None), "__code__", None)
    if code is None or code.co_argcount != 1 or code.co_kwonlyargcount:
        return UNKNOWN
    if getattr(method, "alters_data", False) or getattr(method, "do_not_call_in_templates", False):
        return UNKNOWN
    return method()


def is_plain_variable(node: Any) -> bool:
    """Whether `node` shows a variable that `PreparedVariableNode` looks up as Django does."""
    if type(node) is not VariableNode or node.filter_expression.filters:
        return False
    variable = node.filter_expression.var
    # `_("text")` is translated; a literal has no lookups.
    return bool(getattr(variable, "lookups", None)) and not variable.translate
