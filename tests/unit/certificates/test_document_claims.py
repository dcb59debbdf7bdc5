"""What the document claims to be, PDF/A-2a and PDF/UA-1, looked up in its structure object by object.

No validator: rules that a machine decides from the file alone are asked here one by one; what is not is told in
docs/certificate-documents.md.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from pikepdf import Name, Pdf

from elearning.certificates.rendering import render
from tests.support.pictures import png
from tests.unit.certificates.test_rendering import words_of

PAINTS = frozenset({"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "EI"})
SPOKEN = frozenset({"Figure", "Formula"})
STANDARD_ROLES = frozenset(
    {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private"}
    | {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead"}
    | {"TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "Warichu"}
    | {"Figure", "Formula", "Form"}
)
MODULES = [{"title": f"Modul {n} " * 5, "outcome": "menulis " * 20, "jp_halves": 1} for n in range(18)]
LOGO = png()
CASES = {"plain": ({}, None), "logo": ({}, LOGO), "three pages": ({"modules": MODULES}, None)}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def pdf(request: pytest.FixtureRequest) -> Iterator[Pdf]:
    changes, logo = request.param
    with Pdf.open(io.BytesIO(render(words_of(**changes), logo).pdf)) as opened:
        yield opened


def dictionaries(pdf: Pdf) -> Iterator[Any]:
    """All dictionaries and streams of the file."""
    for item in pdf.objects:
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            yield item


def structure(pdf: Pdf) -> Iterator[Any]:
    """All elements of the structure tree, from the root down, in reading order."""
    waiting = kids_of(pdf.Root.StructTreeRoot)
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting = kids_of(element) + waiting


def kids_of(element: Any) -> list[Any]:
    """The elements right below one."""
    kids = element.get(Name.K, [])
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and Name.S in kid]


def roles(pdf: Pdf) -> list[str]:
    """The standard role of each element, other names followed through the map of roles."""
    mapped = pdf.Root.StructTreeRoot.get(Name.RoleMap, {})
    found = []
    for element in structure(pdf):
        role = element.S
        for _ in range(5):
            if str(role)[1:] in STANDARD_ROLES:
                break
            role = mapped.get(role, role)
        found.append(str(role)[1:])
    return found


def test_the_file_is_well_formed_and_open_to_everybody(pdf):
    assert pdf.check_pdf_syntax() == []
    assert not pdf.is_encrypted
    assert Name.Encrypt not in pdf.trailer
    assert len(pdf.trailer.ID) == 2
    assert pdf.pdf_version <= "1.7"


def test_the_metadata_make_both_claims_and_agree_with_the_document(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Sertifikat 000318/KC-01/5108/2026, Dewi Contoh, S.Sos."
        assert "id" in metadata["dc:language"]
        assert datetime.fromisoformat(metadata["xmp:CreateDate"]).astimezone(UTC) == datetime(
            2026, 9, 18, 8, 7, 6, tzinfo=UTC
        )
        assert str(pdf.docinfo.Title) == metadata["dc:title"]


def test_language_and_title_are_told_to_readers(pdf):
    assert str(pdf.Root.Lang) == "id"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_colours_have_an_output_intent_with_its_profile(pdf):
    intents = [each for each in pdf.Root.OutputIntents if each.S == Name.GTS_PDFA1]
    assert len(intents) == 1
    profile = intents[0].DestOutputProfile
    data = profile.read_bytes()
    assert data[36:40] == b"acsp"
    assert (data[16:20], int(profile.N)) == (b"RGB ", 3)
    assert str(intents[0].OutputConditionIdentifier)


def test_every_font_is_embedded_and_its_letters_are_known(pdf):
    fonts = [each for each in dictionaries(pdf) if each.get(Name.Type) == Name.Font]
    assert fonts
    for font in fonts:
        if font.Subtype == Name.Type0:
            assert Name.ToUnicode in font, font.BaseFont
            continue
        descriptor = font.FontDescriptor
        assert {Name.FontFile, Name.FontFile2, Name.FontFile3} & set(map(Name, descriptor.keys())), font.BaseFont
        assert "+" in str(font.BaseFont)
        if font.Subtype == Name.CIDFontType2:
            assert Name.CIDToGIDMap in font


def test_all_that_is_painted_is_content_of_the_tree_or_an_artifact(pdf):
    assert bool(pdf.Root.MarkInfo.Marked)
    for page in pdf.pages:
        assert Name.StructParents in page.obj
        assert page.obj.Tabs == Name.S
        marks: list[bool] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BMC", "BDC"):
                tag = operands[0]
                has_id = name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and Name.MCID in operands[1]
                marks.append(tag == Name.Artifact or has_id)
            elif name == "EMC":
                marks.pop()
            elif name in PAINTS:
                assert any(marks), f"{name} outside of marked content"
        assert not marks


def test_the_tree_speaks_in_standard_roles_with_one_title_and_tables_with_heads(pdf):
    found = roles(pdf)
    assert set(found) <= STANDARD_ROLES
    assert found[0] == "Document"
    headings = [role for role in found if role[0] == "H" and role[1:].isdigit()]
    assert headings[0] == "H1"
    assert all(int(after[1]) <= int(before[1]) + 1 for before, after in zip(headings, headings[1:], strict=False))
    assert found.count("Table") >= 1
    assert "TH" in found
    assert Name.ParentTree in pdf.Root.StructTreeRoot


def test_every_picture_has_words(pdf):
    spoken = [each for each, role in zip(structure(pdf), roles(pdf), strict=True) if role in SPOKEN]
    assert spoken
    for element in spoken:
        assert str(element.get(Name.Alt, element.get(Name.ActualText, ""))).strip(), element.S


def test_nothing_in_it_acts_and_nothing_lies_elsewhere(pdf):
    forbidden = {"/JavaScript", "/JS", "/AA", "/Launch", "/EmbeddedFile", "/RichMedia", "/Movie", "/Sound", "/XFA"}
    for item in dictionaries(pdf):
        named = set(item.keys()) | {str(item[key]) for key in ("/S", "/Type", "/Subtype") if key in item}
        assert not named & forbidden, named & forbidden
        if isinstance(item, pikepdf.Stream):
            assert Name.F not in item, "a stream outside of the file"
            assert "LZWDecode" not in str(item.get(Name.Filter, ""))
    assert Name.AcroForm not in pdf.Root
    action = pdf.Root.get(Name.OpenAction)
    assert not isinstance(action, pikepdf.Dictionary) or Name.GoTo == action.S


def test_no_annotation_stands_beside_the_content(pdf):
    assert not any(page.obj.get(Name.Annots) for page in pdf.pages)
