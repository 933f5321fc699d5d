"""Rules of preference, claims to it, and the points they give (items 14, 25 and 29)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock, transition
from personnel.actions.moves import require_another
from personnel.models import Application, ApplicationDocument, Panel, PanelMember, PreferenceClaim, PreferenceRule
from personnel.preferences import points_of, rule_for
from personnel.refusals import broken


@transaction.atomic
def keep_rule(rule: PreferenceRule, *, by: User, changed: str = "") -> PreferenceRule:
    """Keep a rule of preference. Refused where another of its kind holds on some of the same days."""
    hold("personnel.preference rules")
    others = PreferenceRule.objects.overlapping(rule.kind, rule.starts_on, rule.ends_on).exclude(pk=rule.pk)
    if other := others.order_by("starts_on").first():
        until = f" until {long_date(other.ends_on)}" if other.ends_on else ""
        raise Refused(
            f"The rule “{other}” holds from {long_date(other.starts_on)}{until}, so on some of these days there would "
            "be two. End that one first."
        )
    fresh = rule.pk is None
    rule.save()
    log("create" if fresh else "edit", rule, by=by, reason=changed)
    return rule


def verify_claim(claim: PreferenceClaim, *, by: User, evidence: ApplicationDocument, note: str = "") -> PreferenceClaim:
    """Find a claim borne out by its proof. What it gives follows from the rule on the day the announcement opened.

    Refused without a rule, with a paper of another application, to who applied, and to who sits on a panel there.
    """
    with transition(claim, "verify", by=by) as locked:
        _may_decide(locked, by)
        if evidence.application_id != locked.application_id or evidence.removed_at:
            raise Refused("That paper does not belong to this application any more. Choose a proof handed in with it.")
        rule = rule_for(locked.kind, locked.application.posting)
        if rule is None:
            opened = long_date(timezone.localdate(locked.application.posting.opens_at))
            raise Refused(
                f"No rule of preference for “{locked.get_kind_display()}” was in force on {opened}, when the "
                "announcement opened. Refuse the claim, or have the rule entered first."
            )
        locked.rule, locked.evidence = rule, evidence
        _decided(locked, by, note)
    return locked


def refuse_claim(claim: PreferenceClaim, *, by: User, note: str) -> PreferenceClaim:
    """Find a claim not borne out, saying why. It gives nothing. Why stays with the claim alone."""
    if not note.strip():
        raise Refused("Say why the claim is refused: the applicant may ask.")
    with transition(claim, "refuse", by=by) as locked:
        _may_decide(locked, by)
        _decided(locked, by, note)
    return locked


@transaction.atomic
def apply_points(application: Application, *, by: User) -> Application:
    """Add the points of an applicant's verified claims to what the panel found. The record of acts names no number.

    Refused before every sheet is locked, without a verified claim, where the rule names no number, and to panellists.
    """
    application = lock(application)
    require_another(application, by)
    claims = list(application.claims.select_related("rule").select_for_update(no_key=True, of=("self",)).order_by("pk"))
    verified = [one for one in claims if one.status == PreferenceClaim.Status.VERIFIED]
    giving = [one for one in verified if one.rule.effect == PreferenceRule.Effect.POINTS]
    if not giving:
        raise Refused(
            f"{application.who} has no verified claim that gives points. Points without verified proof are not given."
        )
    if any(one.points_applied is not None for one in giving):
        raise Refused(f"The points of {application.who} were given already, and they stay.")
    waiting = [one for one in claims if one.status == PreferenceClaim.Status.CLAIMED]
    if waiting:
        raise Refused(f"A claim of {application.who} is not decided yet. Decide every claim first.")
    nameless = [one.get_kind_display() for one in giving if one.rule.points is None]
    if nameless:
        raise Refused(f"The rule for “{nameless[0]}” does not say how many points it gives. Enter that first.")
    if application.result is None or Panel.objects.filter(posting=application.posting_id, closed_at=None).exists():
        raise Refused("No panel has closed with a result of this applicant. Points come once every sheet is locked.")
    given = points_of(giving, application.posting)
    now = timezone.now()
    for claim in giving:
        claim.points_applied, claim.applied_by, claim.applied_at = given[claim.pk], by, now
        claim.version += 1
        _save(claim)
    application.points = sum(given.values())
    application.version += 1
    application.save()
    log("points", application, by=by)
    return application


def _may_decide(claim: PreferenceClaim, by: User) -> None:
    application = claim.application
    if application.person_id and application.person.user_id == by.pk:
        raise Refused("This is your own claim. Another verifier must decide it.")
    require_another(application, by)
    if PanelMember.objects.filter(panel__posting=application.posting_id, user=by).exists():
        raise Refused(
            f"You sit on a panel of “{application.posting}”, and who scores there decides no claim. Another verifier "
            "must do it."
        )


def _decided(claim: PreferenceClaim, by: User, note: str) -> None:
    claim.decided_by, claim.decided_at, claim.decision_note = by, timezone.now(), note


def _save(claim: PreferenceClaim) -> None:
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as error:
        raise broken(error) from error
