"""Words and addresses of the console's pages."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template import Context
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def to_page(context: Context, number: int) -> str:
    """The address of another page of a list: the same filters, which stay in the address."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def only(form: Form, names: str) -> list[BoundField]:
    """Some fields of a form, by their names; those that it has."""
    return [form[name] for name in names.split() if name in form.fields]


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping has at a key; nothing where it has none."""
    return mapping.get(key, "")


@register.filter
def weight(value: float) -> str:
    """How much a score counts, in words."""
    return _("weight %(weight)s") % {"weight": floatformat(value, -2)} if value else _("without a score")


@register.filter
def anchor(key: object, sort: str) -> str:
    """The name of a place in a page, of a sort of things and a key."""
    return f"{sort}-{key}"
