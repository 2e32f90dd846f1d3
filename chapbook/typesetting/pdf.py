"""The pamphlet as a PDF: laid out by WeasyPrint, tagged, and claimed as PDF/UA-1 and PDF/A-3a in one file."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pydyf

from chapbook.pages import PageFile, PrintDocument
from chapbook.typesetting.engine import (
    actual_text,
    collected_log,
    faces,
    gradients,
    lay_out,
    resolution,
    spacing,
    tagging,
    weasyprint,
)

if TYPE_CHECKING:
    from chapbook.copyfit.flow import Flow

# What PDF/A wants to know of a schema that XMP does not define itself: ISO 19005-3, 6.6.2.3.3.
PDFUA_SCHEMA = b"""<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
GREY = re.compile(rb'(\S+) \1 \1 (rg|RG)')
GREY_OPERATORS = {b'rg': b'g', b'RG': b'G'}


def render(document: PrintDocument) -> PageFile:
    """Return a composed pamphlet or poster as a PDF, with the sources of its text attached."""
    buffer = BytesIO()
    with collected_log() as problems, resolution.kept(document) as smaller, faces() as configuration:
        pages = lay_out(document, configuration)
        files = sorted(document.original.files.items(), key=_place_in_tree)
        pages.metadata.attachments = [_attachment(name, data, document.modified) for name, data in files]
        _claim_pdfua(pages.metadata)
        # The identifier is the text’s own, so that the same source gives the same bytes.
        name = document.identifier.encode()
        with _our_tags(), spacing.drawn(), actual_text.told(), gradients.reaching():
            pages.write_pdf(buffer, finisher=_finish, pdf_variant='pdf/a-3a', pdf_identifier=name)
    return PageFile(buffer.getvalue(), (*document.problems, *problems, *smaller), _flow(pages, document.leading_pt))


def _flow(pages: Any, leading_pt: float | None) -> 'Flow | None':
    """Return how the text of a pamphlet runs over its pages, which copyfit alone asks for."""
    if not leading_pt:
        return None
    from chapbook.typesetting import measuring

    return measuring.measure(pages, leading_pt)


def _place_in_tree(file: tuple[str, bytes]) -> tuple[bool, bytes]:
    """Return what orders a name tree (ISO 32000-1, 7.9.6): bytes, with a mark before those of names not in ASCII."""
    name, _ = file
    return not name.isascii(), name.encode('utf-16-be')


def _attachment(name: str, data: bytes, modified: datetime) -> Any:
    return weasyprint.Attachment(
        file_obj=BytesIO(data),
        name=name,
        description='What this was made from',
        created=modified,
        modified=modified,
        relationship='Source',
    )


def _claim_pdfua(metadata: Any) -> None:
    """Let the metadata say PDF/UA-1 beside PDF/A-3a, with the schema that PDF/A asks for."""
    generate = metadata.generate_rdf_metadata

    def generate_both(variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = generate(variant, version, conformance)
        head, end, tail = rdf.rpartition(b'</rdf:RDF>')
        return head + PDFUA_SCHEMA + end + tail

    metadata.generate_rdf_metadata = generate_both


@contextmanager
def _our_tags() -> Iterator[None]:
    """Let our tag tree stand in for WeasyPrint’s while a PDF is written; only in the version it was written for."""
    theirs = weasyprint.pdf.add_tags
    if weasyprint.__version__.startswith('70.0'):
        weasyprint.pdf.add_tags = tagging.add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = theirs


def _finish(document: Any, pdf: Any) -> None:  # noqa: ARG001 - WeasyPrint gives both
    """Mend the operators of every stream: black text is black only, and no string of glyphs is empty."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get('Type') != '/EmbeddedFile':
            item.stream = [_mend(operator) for operator in item.stream]


def _mend(operator: Any) -> Any:
    """Return an operator with equal red, green and blue as a grey, without strings that hold no glyph, or map to none.

    PDFium, which is in Chromium, forgets the last space of `[<> -161 <0009> -153] TJ`.
    """
    if not isinstance(operator, bytes):
        return operator
    if operator.endswith(b' TJ'):
        return operator.replace(b'<>', b' ')
    if operator.endswith(b'<>'):
        return actual_text.NO_LETTER.sub(actual_text.WITHOUT_WIDTH, operator)
    match = GREY.fullmatch(operator) if operator.endswith((b' rg', b' RG')) else None
    return match[1] + b' ' + GREY_OPERATORS[match[2]] if match else operator
