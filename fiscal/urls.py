"""Addresses of the Fiscal Management Unit, by room."""

from django.urls import path

from fiscal.views import years

app_name = "fiscal"

BUDGET = [
    path("fiscal/years/", years.FiscalYearList.as_view(), name="fiscalyear-list"),
    path("fiscal/years/<int:pk>/", years.FiscalYearDetail.as_view(), name="fiscalyear-detail"),
]

SUPPLIERS: list = []

SOURCING: list = []

PURCHASING: list = []

CASH: list = []

SAM_II: list = []

urlpatterns = [*BUDGET, *SUPPLIERS, *SOURCING, *PURCHASING, *CASH, *SAM_II]
