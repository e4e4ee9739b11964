"""Words and addresses of the console's pages."""

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def to_page(context: Context, number: int) -> str:
    """The address of another page of a list: the same filters, which stay in the address."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
