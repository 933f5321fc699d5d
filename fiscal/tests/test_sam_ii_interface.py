"""Files for SAM II: byte for byte, nothing cut, nothing without OA's approval (fiscal.md 29, 30; 4.5)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_portal.core import attachments
from doc_portal.core.tests.factories import make_user
from doc_portal.core.tests.raw_sql import refused
from doc_portal.core.workflow import Refused
from fiscal.actions.interface import ask_approval, keep_field, move_approval, write_export
from fiscal.fixed_width import Field, Layout, Misfit, read_record, write_record
from fiscal.forms.interface import ExportForm
from fiscal.interface import layout_of
from fiscal.models import InterfaceApproval, InterfaceExport, InterfaceField, OutsideContact
from fiscal.tests.factories_sam import day, document_type, make_approval, make_field, make_reference, system

pytestmark = pytest.mark.django_db
HEADER = "D P1  931       "
LINE = "L P1  931       P1  "


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILE_STORE = tmp_path


def written(*codes: str, purpose: str = "test", approval=None, code: str = "P1") -> InterfaceExport:
    export = InterfaceExport(
        purpose=purpose, approval=approval or make_approval(*codes), document_type=document_type(code)
    )
    return write_export(export, by=make_user())


def test_header_and_line_records_byte_for_byte():
    ref = make_reference(number="N000001", values={"lines": [{}, {}]})
    by_hand = [make_reference(number="N000001", action="X"), make_reference(values={})]
    export = written()
    assert [one.state for one in (ref, *by_hand)] == ["To be sent", "Enter by hand", "Enter by hand"]
    assert attachments.read(export.file) == f"{HEADER}\n{LINE}\n{LINE}\n".encode("ascii")
    assert export.records == 3
    assert list(export.documents.all()) == [ref]
    assert "D: Record type (second column) (2): confirm with OA" in export.marks
    assert "L: Fixed asset type (from 237): confirm with OA" in export.marks
    assert not any("Batch number" in mark for mark in export.marks)


def test_a_record_as_long_as_published_says_which_columns_nobody_described():
    make_reference(document_type=document_type("PGQ"), values={"lines": [{"Agreement line": "007"}]})
    export = written("PGQ", code="PGQ")
    line = attachments.read(export.file).decode().splitlines()[1]
    assert len(line) == 930
    assert line == "L PGQ 931       PGQ " + " " * 157 + " " * 112 + "007" + " " * 638
    assert "L: Columns 21 to 177: not described, written as spaces; confirm with OA" in export.marks
    table = layout_of("RXTX", "T")
    assert table.length == 550
    record = write_record(table, {"Process indicator": "A"})
    assert record == "RXTXA" + " " * 545


def test_a_value_that_is_too_long_is_an_error_and_never_cut():
    make_reference(number="N1", agency="93100", values={"lines": [{"Document type (repeated)": "P1 LONG"}]})
    make_reference(number="N2", values={"header": {"Amount": "12.00"}, "lines": [{"Fixed asset type": "A"}]})
    with pytest.raises(Refused) as refusal:
        written()
    told = str(refusal.value)
    assert "N1: “Agency” holds “93100” with 5 characters; its width is 4." in told
    assert "N1, line 1: “Document type (repeated)” holds “P1 LONG” with 7 characters; its width is 4." in told
    assert "N2: “Amount” holds “12.00” and has no field in the layout of P1, D: confirm with OA." in told
    assert "N2, line 1: “Fixed asset type” holds “A”, and its columns are not known: confirm with OA." in told
    assert not InterfaceExport.objects.exists()


def test_nothing_is_written_before_oa_approved_it():
    ref, canceled = make_reference(), make_reference(document_type=document_type("JV"), action="X", values={})
    assert list(ExportForm().fields["document_type"].queryset) == [document_type()]
    asked = make_approval(status="asked", test_from=None, test_until=None, answer="")
    with pytest.raises(Refused, match="No file is sent before OA has approved"):
        written(approval=asked)
    with pytest.raises(Refused, match="approved test files only"):
        written(purpose="production")
    with pytest.raises(Refused, match="for JV, not for P1"):
        written("JV")
    with pytest.raises(Refused, match="Ask OA for other days"):
        written(approval=make_approval(test_from=day(-9), test_until=day()))
    for approval, purpose in ((asked, "test"), (make_approval(), "production"), (make_approval("JV"), "test")):
        refused(
            "export_as_oa_approved",
            "INSERT INTO fiscal_interfaceexport (purpose, approval_id, document_type_id, records, marks, preview,"
            " version, created_at) VALUES (%s, %s, %s, 0, '[]', '', 1, now())",
            purpose, approval.pk, document_type().pk,
        )  # fmt: skip
    production = make_approval(status="production")
    export = written(purpose="production", approval=production)
    ref.refresh_from_db(), canceled.refresh_from_db()
    assert (export.purpose, ref.status) == ("production", "sent")
    with pytest.raises(Refused, match="No document of the type P1 waits"):
        written(purpose="production", approval=production)
    with pytest.raises(Refused, match="No document of the type JV waits"):
        written(purpose="production", approval=make_approval("JV", status="production"), code="JV")
    assert canceled.status == "prepared", "a file says of none what it cancels"
    refused("export_keeps_its_file", "UPDATE fiscal_interfaceexport SET records = 9")
    refused("export_stays_as_written", "DELETE FROM fiscal_interfaceexport")
    refused("interface_field_of_a_written_file_stays", "DELETE FROM fiscal_interfacefield")
    refused("interface_field_keeps_its_layout", "UPDATE fiscal_interfacefield SET field = 'x' WHERE layout = 'P1'")


def test_oas_answer_is_recorded_with_its_days():
    by = make_user()
    approval = InterfaceApproval(
        system=system(), agency_name="Department of Corrections", agency_number="931", contact_name="Desk",
        contact_email="desk@example.mo.gov", contact_phone="573-555-0101", asked_on=day(),
    )  # fmt: skip
    ask_approval(approval, by=by, document_types=[document_type("P1"), document_type("RE")])
    assert set(approval.type_codes.split(", ")) == {"P1", "RE"}
    with pytest.raises(Refused, match="from when until when"):
        move_approval(approval, by=by, verb="approve", note="Yes")
    move_approval(approval, by=by, verb="approve", note="Letter of May 4", test_from=day(), test_until=day(30))
    with pytest.raises(Refused, match="stood as “Approved for test files”"):
        move_approval(approval, by=by, verb="approve", note="Again", test_from=day(), test_until=day(9))
    move_approval(approval, by=by, verb="release", note="Set up")
    approval.refresh_from_db()
    assert (approval.status, approval.answer) == ("production", "Letter of May 4")
    update = "UPDATE fiscal_interfaceapproval SET "
    refused("interface_approval_keeps_oas_answer", update + "answer = 'x' WHERE id = %s", approval.pk)
    asked = make_approval(status="asked", test_from=None, test_until=None, answer="")
    forged = "status = 'production', test_from = now(), test_until = now() + '1 day', answer = 'x' WHERE id = %s"
    refused("interface_approval_keeps_oas_answer", update + forged, asked.pk)
    refused("interface_approval_moves_as_it_may", update + "status = 'production' WHERE id = %s", asked.pk)
    emails = set(OutsideContact.objects.in_force().values_list("email", flat=True))
    assert emails == {"financial@oa.mo.gov", "HR_SUPPORT@oa.mo.gov"}


def test_columns_that_no_source_tells_are_empty_and_marked():
    unknown = InterfaceField.objects.filter(start=None)
    assert {one.state for one in unknown} == {"Confirm with OA"}
    assert InterfaceField.objects.get(layout="PVS", field="Description").length == 17
    refused(
        "interface_field_confirmed_with_columns",
        "UPDATE fiscal_interfacefield SET confirmed = true WHERE start IS NULL",
    )
    one = make_field()
    one.start, one.length, one.confirmed = 37, 3, True
    keep_field(one, by=make_user(), changed="Columns")
    make_reference(document_type=document_type("JV"), values={"lines": [{one.field: "ABC"}]})
    export = written("JV", code="JV")
    assert attachments.read(export.file).decode().splitlines()[1] == "L JV  931       JV  " + " " * 16 + "ABC"


LETTERS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8)


@st.composite
def layouts_and_values(draw):
    """Fields one after another with gaps between them, and values that fit them."""
    fields, column = [], 1
    for no in range(draw(st.integers(1, 8))):
        column += draw(st.integers(0, 3))
        length = draw(st.integers(1, 12))
        fields.append(Field(f"field {no}", column, length, draw(st.booleans())))
        column += length
    return Layout("sample", tuple(fields)), {one.name: draw(LETTERS) for one in fields}


@settings(max_examples=150, deadline=None)
@given(layouts_and_values())
def test_a_record_is_as_long_as_its_layout_and_every_value_is_recovered_or_refused(case):
    layout, values = case
    too_long = {one.name for one in layout.fields if len(values[one.name]) > one.length}
    if too_long:
        with pytest.raises(Misfit) as misfit:
            write_record(layout, values)
        assert len(misfit.value.problems) == len(too_long)
        return
    record = write_record(layout, values)
    assert len(record) == layout.length == len(record.encode("ascii"))
    assert read_record(layout, record) == values


@pytest.mark.parametrize("value", ["ä", "a\n", " a", "a ", "a\tb"])
def test_what_could_not_be_read_back_is_refused(value):
    with pytest.raises(Misfit):
        write_record(Layout("sample", (Field("name", 1, 10),)), {"name": value})


def test_fields_that_claim_the_same_columns_write_nothing():
    layout = Layout("sample", (Field("a", 1, 4), Field("b", 4, 2)))
    with pytest.raises(Misfit, match="overlap"):
        write_record(layout, {})
    with pytest.raises(Misfit, match="is 5 long"):
        read_record(layout, "abc")
