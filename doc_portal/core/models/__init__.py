"""What is true of the portal's own tables. Units import from here."""

from doc_portal.core.models.accounts import SignInAttempt, SignInCode, User
from doc_portal.core.models.audit import AuditEvent, append_only
from doc_portal.core.models.base import PortalQuerySet, Record, positive_period
from doc_portal.core.models.drafts import Draft
from doc_portal.core.models.holidays import StateHoliday
from doc_portal.core.models.places import Confirmed, County, Unit, Worksite
from doc_portal.core.models.roles import Role, RoleGrant, ScopeKind
from doc_portal.core.models.search import SearchAnswer, SearchEntry, SearchKey, SearchLog, SearchPin, SearchWord
from doc_portal.core.models.values import Counter, Setting, SettingKey
from doc_portal.core.models.work import (
    Attachment,
    ImportRun,
    Job,
    NoticePreference,
    Notification,
    OutboxMail,
    StoppedAddress,
    Submission,
    WorkerProcess,
)

__all__ = [
    "Attachment",
    "AuditEvent",
    "Confirmed",
    "Counter",
    "County",
    "Draft",
    "ImportRun",
    "Job",
    "NoticePreference",
    "Notification",
    "OutboxMail",
    "PortalQuerySet",
    "Record",
    "Role",
    "RoleGrant",
    "ScopeKind",
    "SearchAnswer",
    "SearchEntry",
    "SearchKey",
    "SearchLog",
    "SearchPin",
    "SearchWord",
    "Setting",
    "SettingKey",
    "SignInAttempt",
    "SignInCode",
    "StateHoliday",
    "StoppedAddress",
    "Submission",
    "Unit",
    "User",
    "WorkerProcess",
    "Worksite",
    "append_only",
    "positive_period",
]
