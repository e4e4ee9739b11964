"""What a browser gets of a file: all of it, a range, or that nothing has changed; and nothing it might run."""

from urllib.parse import unquote

import pytest
from django.test import RequestFactory

from milepost.base.errors import NotFound
from milepost.catalog.contents import media
from milepost.player.media import media_response
from tests.contents.making import FILES, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]

CONTENT = FILES["video/mp4"][:24] + bytes(range(256)) * 4_000
SIZE = len(CONTENT)


@pytest.fixture
def film():
    return stored("video/mp4", "film.mp4", CONTENT)


def ask(file, method="GET", **headers):
    request = RequestFactory().generic(
        method, "/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = media_response(request, file)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer, body


def test_all_of_it(film):
    answer, body = ask(film)
    assert (answer.status_code, body) == (200, CONTENT)
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["ETag"] == f'"{film.sha256}"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Content-Range" not in answer


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-299", 100, 299),
        ("bytes=1000000-", 1_000_000, SIZE - 1),
        ("bytes=100-99999999999", 100, SIZE - 1),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        ("bytes=-99999999999", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-{SIZE - 1}", SIZE - 1, SIZE - 1),
        ("Bytes = 1 - 2 ", 1, 2),
    ],
)
def test_a_range(film, asked, first, last):
    answer, body = ask(film, Range=asked)
    assert (answer.status_code, body) == (206, CONTENT[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer["Content-Length"] == str(len(body))


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0", "bytes=99999999999-"])
def test_a_range_that_lies_outside(film, asked):
    answer, body = ask(film, Range=asked)
    assert (answer.status_code, body, answer["Content-Range"]) == (416, b"", f"bytes */{SIZE}")


@pytest.mark.parametrize(
    "asked", ["", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", "bytes=٣-"]
)
def test_what_is_no_range_is_passed_over(film, asked):
    assert ask(film, Range=asked)[0].status_code == 200


def test_a_range_of_another_version_is_all_of_it(film):
    etag = f'"{film.sha256}"'
    assert ask(film, Range="bytes=0-1", If_Range=etag)[0].status_code == 206
    for other in ('"other"', f"W/{etag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        assert ask(film, Range="bytes=0-1", If_Range=other)[1] == CONTENT


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"x", "{}"', "*"])
def test_what_is_known_is_not_sent_again(film, known):
    answer, body = ask(film, If_None_Match=known.format(film.sha256), Range="bytes=0-1")
    assert (answer.status_code, body, answer["ETag"]) == (304, b"", f'"{film.sha256}"')
    assert ask(film, If_None_Match='"x"')[0].status_code == 200


def test_the_head_alone(film):
    answer, body = ask(film, "HEAD", Range="bytes=0-1")
    whole = ask(film)[0]
    assert (answer.status_code, body) == (200, b"")
    assert dict(answer.items()) == dict(whole.items())


def test_it_is_read_a_block_at_a_time(film):
    answer = media_response(RequestFactory().get("/"), film)
    assert max(len(block) for block in answer) <= 256 * 1024
    answer.close()


def test_one_that_is_given_up_is_closed(film):
    answer = media_response(RequestFactory().get("/"), film)
    next(iter(answer))
    answer.close()  # an open file would be a warning, and each warning is an error


def test_one_that_somebody_took_away_by_hand_is_not_there(film):
    media.path_of(film).unlink()
    with pytest.raises(NotFound, match=r"^The file “film\.mp4” is not in the data folder\.$"):
        ask(film)


# --- nothing that runs ---------------------------------------------------------------------------
@pytest.mark.parametrize("content_type", FILES)
def test_nothing_in_it_runs_or_loads(content_type):
    answer, _body = ask(stored(content_type))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Type"].startswith(content_type)
    policy = [each.strip() for each in answer["Content-Security-Policy"].split(";")]
    assert policy[0] == "default-src 'none'"
    assert "frame-ancestors 'self'" in policy
    assert ("sandbox" in policy) == (content_type != "application/pdf")
    assert not any("script" in each for each in policy)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("film.mp4", "film.mp4"),
        ("film.MP4", "film.MP4"),
        ("film.html", "film.html.mp4"),
        ("film", "film.mp4"),
        ("Tür 6.mp4", "Tür 6.mp4"),
        ('a"; filename="b.exe', "a__ filename__b.exe.mp4"),
        ("a\u2028b;c%.mp4", "a_b_c_.mp4"),
        ("..", "file.mp4"),
        ("消防.mp4", "消防.mp4"),
    ],
)
def test_its_name_is_safe_and_ends_as_what_it_is(film, name, kept):
    film.name = name
    said = ask(film)[0]["Content-Disposition"]
    assert said.isascii()
    assert unquote(said) in (f'inline; filename="{kept}"', f"inline; filename*=utf-8''{kept}")


def test_captions_say_their_encoding():
    assert ask(stored("text/vtt"))[0]["Content-Type"] == "text/vtt; charset=utf-8"
