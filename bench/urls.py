"""Milepost's addresses, and an empty view that writes one row: what no request that writes can do without."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from milepost.base import clock

TABLE = "CREATE TABLE bench_row (id integer PRIMARY KEY, at text NOT NULL)"


@csrf_exempt
def write_one_row(_request: HttpRequest) -> JsonResponse:
    """Write one row, and say so."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (at) VALUES (%s)", [clock.now().isoformat()])
    return JsonResponse({"is_open": True})


urlpatterns = [path("bench/row/", write_one_row), path("", include("milepost.urls"))]

handler403 = "milepost.pages.views.forbidden"
handler404 = "milepost.pages.views.not_found"
handler500 = "milepost.pages.views.failed"
