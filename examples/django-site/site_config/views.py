import sqlite3

from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import render


def index(request):
    return render(request, "index.html", {"sqlite": sqlite3.sqlite_version})


def health(request):
    """Healthy means: this worker answers, and the database answers it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master")
            (tables,) = cursor.fetchone()
    except DatabaseError as error:
        return JsonResponse({"status": "down", "database": str(error)}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "tables": tables})
