"""{% load player %}  {% prose content.text %}: a Markdown text of a content as HTML."""

from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from milepost.catalog.contents import markdown

register = template.Library()


@register.simple_tag
def prose(text: str, heading: int = 2, anchors: str = "text") -> SafeString:
    """HTML of a text. `markdown` lets nothing through but what it makes itself, so it is safe as it is."""
    return mark_safe(markdown.to_html(text, _address, heading=heading, anchors=anchors))  # noqa: S308


def _address(file: UUID) -> str:
    return reverse("media", args=[file])
