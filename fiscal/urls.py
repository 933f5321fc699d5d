"""Addresses of the Fiscal Management Unit, by room."""

from django.urls import path

from fiscal.views import bank_accounts, coordination, external, years

app_name = "fiscal"

BUDGET = [
    path("fiscal/years/", years.FiscalYearList.as_view(), name="fiscalyear-list"),
    path("fiscal/years/<int:pk>/", years.FiscalYearDetail.as_view(), name="fiscalyear-detail"),
]

SUPPLIERS: list = []

SOURCING: list = []

PURCHASING: list = []

CASH: list = []

SAM_II = [
    path("fiscal/document-types/", external.DocumentTypeList.as_view(), name="documenttype-list"),
    path("fiscal/external-documents/", external.ExternalDocRefList.as_view(), name="externaldocref-list"),
    path("fiscal/external-documents/new/", external.ExternalDocRefCreate.as_view(), name="externaldocref-create"),
    path("fiscal/external-documents/<int:pk>/", external.ExternalDocRefDetail.as_view(), name="externaldocref-detail"),
]

REGISTERS = [
    path("fiscal/coordination/", coordination.CoordinationItemList.as_view(), name="coordinationitem-list"),
    path("fiscal/coordination/new/", coordination.CoordinationItemCreate.as_view(), name="coordinationitem-create"),
    path(
        "fiscal/coordination/<int:pk>/", coordination.CoordinationItemDetail.as_view(), name="coordinationitem-detail"
    ),
    path(
        "fiscal/coordination/<int:pk>/edit/", coordination.CoordinationItemEdit.as_view(), name="coordinationitem-edit"
    ),
    path(
        "fiscal/coordination/<int:pk>/outcome/",
        coordination.CoordinationItemFinish.as_view(),
        name="coordinationitem-finish",
    ),
    path("fiscal/bank-accounts/", bank_accounts.BankAccountList.as_view(), name="bankaccount-list"),
    path("fiscal/bank-accounts/new/", bank_accounts.BankAccountCreate.as_view(), name="bankaccount-create"),
    path("fiscal/bank-accounts/<int:pk>/", bank_accounts.BankAccountDetail.as_view(), name="bankaccount-detail"),
    path("fiscal/bank-accounts/<int:pk>/edit/", bank_accounts.BankAccountEdit.as_view(), name="bankaccount-edit"),
]

urlpatterns = [*BUDGET, *SUPPLIERS, *SOURCING, *PURCHASING, *CASH, *SAM_II, *REGISTERS]
