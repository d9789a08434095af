import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

# A site of your own sets DJANGO_SECRET_KEY; this one keeps no sessions, so nothing is signed with it.
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "an-example-keeps-no-secrets")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

ROOT_URLCONF = "site_config.urls"
WSGI_APPLICATION = "site_config.wsgi.application"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DATABASE", BASE_DIR / "db.sqlite3"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
