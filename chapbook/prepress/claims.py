"""What a file says of itself as PDF/X-4: its output intent, its metadata, and that it is not trapped."""

import uuid
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, String

from chapbook.prepress.profiles import REGISTRY

if TYPE_CHECKING:
    from chapbook.prepress import Job

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:MetadataDate>{date}</xmp:MetadataDate>
<xmp:CreatorTool>chapbook</xmp:CreatorTool>
<pdf:Producer>chapbook</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<xmpMM:VersionID>1</xmpMM:VersionID>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


def claim(pdf: Pdf, job: 'Job') -> None:
    """Let a file say that it is PDF/X-4 (ISO 15930-7, 6.2 and 6.4); its identifier is the text’s own."""
    condition, date = job.condition, job.modified
    profile = pdf.make_stream(condition.profile, N=4)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(condition.identifier),
        Info=String(condition.identifier),
        DestOutputProfile=profile,
    )
    if condition.registered:
        intent.RegistryName = String(REGISTRY)
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    stamp = date.strftime("D:%Y%m%d%H%M%S+00'00'")
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    told = {'Title': job.title, 'Author': job.author, 'Creator': 'chapbook', 'Producer': 'chapbook'}
    for key, value in {**told, 'CreationDate': stamp, 'ModDate': stamp}.items():
        if value:
            pdf.docinfo[f'/{key}'] = String(value)
    pdf.docinfo[Name.Trapped] = Name('/False')
    xmp = XMP.format(
        title=escape(job.title),
        author=escape(job.author),
        date=date.strftime('%Y-%m-%dT%H:%M:%S+00:00'),
        document=uuid.uuid5(uuid.NAMESPACE_URL, f'{job.identifier}|{job.title}'),
    )
    pdf.Root.Metadata = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
