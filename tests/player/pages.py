"""How tests look at the pages of the player: addresses, the words of a page, and one activity of each kind."""

import json
import re

from django.urls import reverse

from tests.player.rooms import BODIES

FILE = BODIES["video"]["file"]
ALL = {
    **BODIES,
    "audio": {"file": FILE, "transcript": "# Heard\n\nWords"},
    "pdf": {"file": FILE, "text": "Look at it"},
    "link": {"url": "https://example.org/there"},
}


def address(room, kind, name="play", *more):
    return reverse(name, args=[room.session, room[kind].uuid, *more])


def reads(response):
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def got(browse, there):
    """The status of an answer that is read to its end."""
    response = browse.get(there)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def tells(browse, room, kind, name, **said):
    response = browse.post(address(room, kind, name), json.dumps(said), "application/json")
    return response.status_code, response.json()
