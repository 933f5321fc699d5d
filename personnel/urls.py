"""Addresses of the directory."""

app_name = "personnel"
urlpatterns: list = []
