from django.urls import path

from site_config import views

urlpatterns = [
    path("", views.index),
    path("health", views.health),
]
