"""The sample sign-ins: one for every role at least, and the file that tells their pass phrase."""

import csv
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils.crypto import salted_hmac

from doc_portal.core.models import Role, User
from doc_portal.core.sample.context import MARK

FILE = "sample-signins.csv"


@dataclass(frozen=True)
class SignIn:
    """Somebody to sign in as, who began so many `days` ago.

    The role counts at the `place` named ("unit:…", "worksite:…"), else everywhere.
    """

    role: str
    username: str
    first_name: str
    last_name: str
    title: str
    worksite: str = "co"
    unit: str = ""
    place: str = ""
    days: int = 900


NEW_HIRE = "new.hire"
SIGN_INS = (
    SignIn("staff", "officer.jefferson", "Marisol", "Elmstead", f"Corrections Officer I {MARK}", "jccc"),
    SignIn(
        *(
            "supervisor",
            "supervisor.bonneterre",
            "Darnell",
            "Stonecroft",
            f"Shift supervisor {MARK}",
            "erdcc",
        ),
        place="worksite:erdcc",
    ),
    SignIn(
        *("unit_editor", "editor.personnel", "Gemma", "Larkmead", f"Unit editor {MARK}"),
        unit="office-of-personnel",
        place="unit:office-of-personnel",
    ),
    SignIn(
        *("unit_owner", "owner.training", "Reuben", "Oakhurst", f"Unit owner {MARK}"),
        unit="training-and-employee-development",
        place="unit:training-and-employee-development",
    ),
    SignIn("news_editor", "news.editor", "Celia", "Winterbourne", f"News editor {MARK}", unit="planning-section"),
    SignIn("news_editor", "news.editor2", "Omar", "Fenwick", f"News editor {MARK}", unit="general-services"),
    SignIn("alert_publisher", "alert.publisher", "Leona", "Ravenridge", f"Duty officer {MARK}"),
    SignIn(
        *(
            "worksite_coordinator",
            "coordinator.farmington",
            "Tobias",
            "Millgate",
            f"Coordinator {MARK}",
            "fcc",
        ),
        place="worksite:fcc",
    ),
    SignIn(
        "policy_manager",
        "policy.manager",
        "Ines",
        "Cloverley",
        f"Policy manager {MARK}",
        unit="planning-section",
    ),
    SignIn(
        *("directory_steward", "directory.steward", "Wendell", "Ashgrove", f"Directory steward {MARK}"),
        unit="office-of-personnel",
    ),
    SignIn(
        *("executive_reader", "warden.farmington", "Imani", "Hollowell", f"Warden {MARK}", "fcc"),
        place="worksite:fcc",
    ),
    SignIn("auditor", "auditor", "Hector", "Thornwade", f"Auditor {MARK}", unit="fiscal-management-unit"),
    SignIn("portal_administrator", "portal.admin", "Simone", "Bridgelow", f"Portal administrator {MARK}"),
    SignIn("portal_administrator", "portal.admin2", "Jonas", "Quillstead", f"Portal administrator {MARK}"),
    SignIn(
        *("hr_specialist", "hr.jefferson", "Paloma", "Wrenfield", f"Human Resources Specialist {MARK}", "jccc"),
        place="worksite:jccc",
    ),
    SignIn(
        *("personnel_analyst", "analyst.central", "Tessa", "Glenhaven", f"Personnel analyst {MARK}"),
        unit="office-of-personnel",
    ),
    SignIn(
        *("personnel_analyst", "analyst.central2", "Marcus", "Pellworth", f"Personnel analyst {MARK}"),
        unit="office-of-personnel",
    ),
    SignIn(
        *("worksite_head", "warden.jefferson", "Adele", "Kingsmoor", f"Warden {MARK}", "jccc"),
        place="worksite:jccc",
    ),
    SignIn(
        *("budget_reviewer", "budget.reviewer", "Nils", "Harrowgate", f"Budget analyst {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn("appointing_authority", "appointing.authority", "Rosalind", "Ferncastle", f"Appointing authority {MARK}"),
    SignIn(
        *("preference_verifier", "preference.verifier", "Amos", "Tillbury", f"Preference verifier {MARK}"),
        unit="office-of-personnel",
    ),
    SignIn("professional_standards", "standards.office", "Yvette", "Rookwood", f"Professional standards {MARK}"),
    SignIn("eeo_officer", "eeo.officer", "Calvin", "Starling", f"EEO officer {MARK}"),
    SignIn("staff", NEW_HIRE, "Junia", "Mossbrook", f"Corrections Officer I {MARK}", "jccc", days=5),
    SignIn(
        *("training_coordinator", "coordinator.bonneterre", "Noemi", "Barrowfield", f"Training coordinator {MARK}"),
        worksite="erdcc",
        place="worksite:erdcc",
    ),
    SignIn(
        *("academy_scheduler", "scheduler.academy", "Everett", "Langford", f"Academy scheduler {MARK}"),
        worksite="central-region-training-center",
        unit="training-and-employee-development",
    ),
    SignIn(
        *("training_instructor", "instructor.central", "Lucia", "Brightwater", f"Corrections Training Officer {MARK}"),
        worksite="central-region-training-center",
        unit="training-and-employee-development",
    ),
    SignIn(
        *("training_instructor", "instructor.eastern", "Dexter", "Holloway", f"Corrections Training Officer {MARK}"),
        worksite="eastern-region-training-center",
        unit="training-and-employee-development",
    ),
    SignIn(
        *("training_registrar", "registrar.academy", "Margit", "Sandoval", f"Training registrar {MARK}"),
        unit="training-and-employee-development",
    ),
    SignIn(
        *("training_registrar", "registrar.academy2", "Philip", "Ambrose", f"Training registrar {MARK}"),
        unit="training-and-employee-development",
    ),
    SignIn(
        *("curriculum_owner", "curriculum.owner", "Talia", "Westbrook", f"Curriculum owner {MARK}"),
        unit="training-and-employee-development",
    ),
    SignIn(
        *("training_approver", "training.approver", "Gideon", "Marchbanks", f"Training manager {MARK}"),
        unit="training-and-employee-development",
    ),
    SignIn(
        *("training_director", "training.director", "Odette", "Fairweather", f"Director of training {MARK}"),
        unit="training-and-employee-development",
    ),
    SignIn(
        *("business_office", "office.bonneterre", "Adela", "Crosswell", f"Accounts assistant {MARK}"),
        worksite="erdcc",
        place="worksite:erdcc",
    ),
    SignIn(
        *("business_office", "office.bonneterre2", "Marcus", "Fennimore", f"Accounts assistant {MARK}"),
        worksite="erdcc",
        place="worksite:erdcc",
    ),
    SignIn(
        *("business_office", "office.bonneterre3", "Sylvie", "Hathorne", f"Cashier {MARK}"),
        worksite="erdcc",
        place="worksite:erdcc",
    ),
    SignIn(
        *("purchase_requester", "requester.bonneterre", "Emmett", "Harrowgate", f"Laundry manager {MARK}"),
        worksite="erdcc",
        place="worksite:erdcc",
    ),
    SignIn(
        *("purchase_approver", "approver.bonneterre", "Winifred", "Castellan", f"Deputy warden {MARK}"),
        worksite="erdcc",
        place="worksite:erdcc",
    ),
    SignIn(
        *("receiver", "receiver.bonneterre", "Otis", "Penrose", f"Storekeeper {MARK}"),
        worksite="erdcc",
        place="worksite:erdcc",
    ),
    SignIn(
        *("funds_certifier", "funds.certifier", "Lorna", "Birchwood", f"Budget analyst {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn(
        *("buyer", "buyer.central", "Rafael", "Thackeray", f"Procurement Officer I {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn(
        *("purchasing_manager", "purchasing.manager", "Helen", "Greystoke", f"Purchasing Manager {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn(
        *("accounts_payable", "payables.clerk", "Ike", "Summerfield", f"Accountant {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn(
        *("accounts_payable", "payables.clerk2", "Nadine", "Wexford", f"Accountant {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn(
        *("accounts_payable", "payables.clerk3", "Corbin", "Alderman", f"Accountant {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn(
        *("sam_ii_analyst", "samii.analyst", "Petra", "Lindqvist", f"SAM II analyst {MARK}"),
        unit="fiscal-management-unit",
    ),
    SignIn(
        *("fiscal_director", "fiscal.director", "Augusta", "Whitmore", f"Director of Fiscal Management {MARK}"),
        unit="fiscal-management-unit",
    ),
)


def _words(text: str) -> list[str]:
    return text.split()


WORDS = _words(
    """
    acorn amber anchor apple april arrow aspen autumn badge bagel banjo barley basket beacon berry birch
    biscuit blanket bottle branch bridge bronze bucket butter button cabin cactus camel candle canoe
    canyon carpet castle cedar cello cherry cider circle clover cobalt copper coral cotton cricket
    crystal daisy dolphin dragon drum eagle ember engine falcon feather fern fiddle field finch flint
    forest fossil garden garlic ginger glacier granite grape guitar hammer harbor hazel hedge heron
    honey indigo island ivory jacket jasmine jigsaw juniper kayak kettle ladder lantern lemon lilac
    lizard lobster magnet mango maple marble meadow melon mirror mitten mountain muffin nectar needle
    nickel oasis olive onion orchard otter oyster paddle panther paper parrot pebble pencil pepper
    pickle pillow pine planet plum pocket pony prairie puzzle quartz quilt rabbit raven ribbon river
    rocket saddle saffron salmon sandal satin shadow silver spruce
    """
)[:128]


def pass_phrase(seed: int) -> str:
    """Five words from the seed and this installation's secret key: repeatable here, unknown elsewhere."""
    digest = salted_hmac("sample sign-ins", str(seed), algorithm="sha256").digest()
    return "-".join(WORDS[byte % len(WORDS)] for byte in digest[:5])


def open_sign_ins(phrase: str) -> int:
    """Let the sample sign-ins in by the pass phrase. One hash serves all of them: they share the phrase."""
    return User.objects.filter(sample=True).update(password=make_password(phrase))


def tell(folder: Path, phrase: str) -> Path:
    """Write who can sign in as what, for the person who runs the sample and nobody else on the machine."""
    text = io.StringIO()
    names = dict(Role.objects.values_list("slug", "name"))
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["role", "username", "password"])
    rows.writerows([names[one.role], one.username, phrase] for one in SIGN_INS)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=folder, prefix=f".{FILE}.")  # made readable by its owner alone
    with os.fdopen(descriptor, "w") as file:
        file.write(text.getvalue())
    os.replace(draft, folder / FILE)
    return folder / FILE
