"""Invented samples of every format that intake reads, as the fuzzer's first inputs, and the words of each format's grammar."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import quopri
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

PARAGRAPHS = (
    "The ferry company of Lower Ostrand said on Tuesday that it would stop its night boats in March.",
    '"We have no crews for them," said Mira Tolvanen, who leads the port. She had told Radio Estuary the same a week before.',
    "Some 1,200 people use the boats each night, according to the council; the union counts 1,900.",
    "“Nobody asked us,” the union’s Bero Lindqvist said in a statement. The ministry did not answer questions.",
)
TITLE = "Night boats of Ostrand to stop in March"
URL = "https://news.ostrand.example/2019/03/05/night-boats.html"
TEXT = "\n\n".join(PARAGRAPHS)

PAGE = f"""<!DOCTYPE html>
<!-- saved from url=(0056){URL} -->
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} | Ostrand Courier</title>
<meta property="og:site_name" content="Ostrand Courier"><meta name="author" content="Ada Venn">
<meta property="article:published_time" content="2019-03-05T08:15:00+01:00"><link rel="canonical" href="{URL}">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2019-03-05","author":{{"name":"Ada Venn"}}}}</script>
</head><body><nav><ul><li><a href="/">Home</a></li></ul></nav><article><h1>{TITLE}</h1><time datetime="2019-03-05">5 March 2019</time>
{"".join(f"<p>{one}</p>" for one in PARAGRAPHS)}<blockquote>A quotation<br>in two lines</blockquote>
<table><tr><th>Year</th><td>1,200</td></tr></table><ul><li>One &amp; two</li></ul></article><footer>&copy; Ostrand Courier</footer></body></html>"""

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Ostrand Courier</title><link>https://news.ostrand.example/</link><language>en-gb</language>
<item><title>{TITLE}</title><link>{URL}</link><guid isPermaLink="false">o-1</guid><dc:creator>Ada Venn</dc:creator>
<pubDate>Tue, 05 Mar 2019 08:15:00 +0100</pubDate><source url="https://wire.example/">Estuary Wire</source>
<description>&lt;p&gt;The boats stop.&lt;/p&gt;</description><content:encoded><![CDATA[<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>]]></content:encoded></item>
<item><title>A second &#8220;item&#8221;</title><description>Plain words.</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">Estuary &lt;b&gt;Wire&lt;/b&gt;</title>
<entry><id>urn:1</id><title>{TITLE}</title><link rel="alternate" href="{URL}"/><author><name>Bo Aho</name></author><updated>2019-03-05T08:15:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{PARAGRAPHS[2]}</p></div></content>
<source><title>Harbour News</title><link href="https://harbour.example/"/></source></entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Harbour</title></channel>
<item rdf:about="{URL}"><title>{TITLE}</title><link>{URL}</link><description>{PARAGRAPHS[3]}</description></item></rdf:RDF>"""

RECORD = {
    "title": TITLE,
    "text": TEXT,
    "url": URL,
    "authors": ["Ada Venn", "Bo Aho"],
    "publish_date": "2019-03-05",
    "source": "Ostrand Courier",
}
FUNDUS = {"headline": TITLE, "body": {"summary": [PARAGRAPHS[0]], "sections": [{"headline": ["One"], "paragraphs": list(PARAGRAPHS)}]},
          "publishing_date": "2019-03-05 08:15:00+01:00", "html": {"requested_url": URL, "source_info": {"publisher": "Courier"}}}  # fmt: skip
NEWS_API = {"status": "ok", "articles": [{"source": {"id": None, "name": "Courier"}, "title": TITLE, "description": PARAGRAPHS[0], "content": f"<p>{PARAGRAPHS[1]}</p>",
            "publishedAt": "2019-03-05T08:15:00Z", "url": URL, "author": None}]}  # fmt: skip
TABLE = f'title,text,date,url,outlet\n"{TITLE}","{PARAGRAPHS[0]}\n\nMore ""words""",2019-03-05,{URL},Courier\nB,Second report; short,3 April 2020,,Wire\n'


def letter(*, rich: bool = False, attached: bool = False) -> bytes:
    made = EmailMessage()
    made["From"] = '"Port of Ostrand, press" <press@port.example>'
    made["To"] = "desk@courier.example"
    made["Subject"] = "Night boats — what the port says"
    made["Date"] = "Tue, 05 Mar 2019 08:15:00 +0100"
    made["Archived-At"] = f"<{URL}>"
    made.set_content(TEXT, cte="quoted-printable")
    if rich:
        made.add_alternative("".join(f"<p>{one}</p>" for one in PARAGRAPHS), subtype="html", cte="base64")
    if attached:
        made.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="numbers.csv")
    return made.as_bytes()


OLD_LETTER = (
    b"Return-Path: <x@y.example>\nFrom: =?iso-8859-1?Q?Jos=E9?= <x@y.example>\nSubject: =?utf-8?B?QQ==?=\n folded\nDate: 5 Mar 2019\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\nPreamble\n--b\nContent-Type: text/plain; charset=iso-8859-15\nContent-Transfer-Encoding: 8bit\n\n"
    b"The caf\xe9 closed, they said \xa4.\n--b\nContent-Type: message/rfc822\n\nFrom: a\nTo: b\nDate: c\n\nInner\n--b--\n"
)


def saved_page() -> bytes:
    """A page as browsers save it whole."""
    page = quopri.encodestring(PAGE.encode())
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: {TITLE}\r\nDate: Tue, 5 Mar 2019 08:15:00 -0000\r\nMIME-Version: 1.0\r\n"
    parts = f'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: {URL}\r\n\r\n'
    return head.encode() + parts.encode() + page + b"\r\n--b--\r\n"


def mbox() -> bytes:
    return b"".join(
        b"From press@port.example Tue Mar 05 08:15:00 2019\n" + one + b"\n\n" for one in (letter(), OLD_LETTER, letter(rich=True))
    )


def pdf(*, compress: bool) -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.set_compression(compress)
    made.set_title(TITLE)
    made.set_author("Ada Venn")
    for _ in range(2):
        made.add_page()
        made.set_font("Helvetica", size=11)
        made.multi_cell(0, 6, TEXT.encode("latin-1", "replace").decode("latin-1"))
    return bytes(made.output())


# made by hand: small enough for a mutation to meet something
BARE_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 75>>stream\nBT /F1 12 Tf 20 150 Td (The boats stop,) Tj T* [(she) -250 (said.)] TJ ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[65/B/A]>>/ToUnicode 6 0 R>>endobj\n"
    b"6 0 obj<</Length 120>>stream\n/CIDInit /ProcSet findresource begin begincmap 1 beginbfrange <41> <43> <0061> endbfrange 1 beginbfchar <44> <0062> endbfchar endcmap\nendstream endobj\n"
    b"7 0 obj<</Title(Boats)/Author<FEFF00410064>>>endobj\ntrailer<</Root 1 0 R/Info 7 0 R/Size 8>>\nstartxref\n0\n%%EOF\n"
)


def zipped(method: int) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as made:
        made.writestr("day/one.txt", TEXT)
        made.writestr("../two.txt", PARAGRAPHS[0])
        made.writestr("day/one.txt/three.html", PAGE[:400])
        made.writestr("ä\\b:.txt", "x" * 300)
    return sink.getvalue()


def tarred(form: int) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=form) as made:
        for name, data in (("day/one.txt", TEXT.encode()), ("../" + "n" * 60 + "/" + "n" * 60, b"said"), ("day", b"said")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.pax_headers = {"comment": "c"} if form == tarfile.PAX_FORMAT else {}
            made.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/hostname"
        made.addfile(link)
    return sink.getvalue().rstrip(b"\0") + bytes(1024)


def record(kind: str, url: str, content_type: str, block: bytes) -> bytes:
    """One record of a WARC file."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2032-07-05T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{len(block):032}>\r\n"
    return f"{head}Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def response(url: str, body: bytes, *, chunked: bool = False) -> bytes:
    """A web server's answer, as a record."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    if chunked:
        packed = gzip.compress(body, mtime=0)
        head += b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    return record("response", url, "application/http; msgtype=response", head + b"\r\n" + body)


def warc(*, chunked: bool = False) -> bytes:
    return response(URL, PAGE.encode(), chunked=chunked) + record("resource", "https://a.example/b.txt", "text/plain", TEXT.encode())


def exports() -> list[tuple[str, bytes]]:
    some: list[Any] = [RECORD, FUNDUS, {"title": "no text", "url": URL}, [], 7]
    lines = "\n".join(json.dumps(one) for one in some)
    return [
        ("jsonl", lines.encode()),
        ("json", json.dumps(NEWS_API).encode()),
        ("json", json.dumps([RECORD, FUNDUS], indent=1).encode("utf-16")),
        ("json", json.dumps({"title": TITLE, "contentHtml": PAGE}).encode()),
        ("csv", TABLE.encode()),
        ("csv", TABLE.replace(",", "\t").encode("cp1252", "replace")),
    ]


SIDECAR_YAML = f"outlet: Courier\ntitle: {TITLE!r}\nauthor: [Ada Venn, Bo Aho]\npublished: 2019-03-05\nurl: {URL}\nlanguage: ~\n"
FOLDER_TOML = '[[reports]]\npath = "{outlet}/**/2019-03-*.txt"\noutlet = "The {outlet}"\npublished = 2019-03-05\n[[reports]]\npath = "*.txt"\nlanguage = "en"\n'
DATES = (
    "Tue, 05 Mar 2019 08:15:00 GMT", "2019-03-05T08:15:00.123+01:00", "2019-03", "2019", "20190305T081500Z", "1551773700", "1551773700123.5",
    "5 March 2019", "March 2019", "3/4/2019", "13/4/2019", "2019-W10-2", "Tuesday 5th of March, 2019 at 8:15 pm CET", "2019-03-05 08:15:00 UTC",
    "1602-02-29", "2019-064", "10:36:28 2019",
)  # fmt: skip


def of(target: str) -> list[bytes]:
    """The first inputs of a target of `fuzz_targets`."""
    plain: dict[str, Callable[[], list[bytes]]] = {
        "kinds": lambda: [bytes([i]) + one for i, one in enumerate((PAGE.encode(), RSS.encode(), mbox(), letter(), TABLE.encode(), json.dumps(NEWS_API).encode(),
                  json.dumps(RECORD).encode() + b"\n", PAGE.encode("utf-16"), TEXT.encode(), zipped(0)[:300], BARE_PDF, tarred(0)[:700], warc()[:500],
                  b"<!-- one --><!-- two --><?xml version='1.0'?><!-- three --><html>"))],
        "encodings": lambda: [b"\n" + TEXT.encode(), b"iso-8859-1\n" + TEXT.encode("cp1252"), b"\n" + TEXT.encode("utf-16"), b"\n" + TEXT.encode("utf-32"),
                      b"koi8-r\n" + "Паром остановят в марте, сказал порт.".encode("koi8-r"), b"\n" + "渡船は三月に止まる".encode("shift_jis"),
                      b"windows-1256\n" + "قال الميناء إن العبارة ستتوقف".encode("cp1256"), b"utf-7\n\xff+2AA-", b"unicode_escape\n\xe9\\u00e9"],
        "days": lambda: [one.encode() for one in DATES],
        "facts": lambda: [b"\0" + json.dumps(RECORD).encode(), b"\1" + SIDECAR_YAML.encode(), b"\2" + FOLDER_TOML.encode(), b"\3" + URL.encode(),
                  b"\3HTTPS://User@Ostrand.example:443/a/../b?utm_source=x&id=2#top", b"\1a: &a [1, 2]\nb: *a\nc: !!binary aGk=\nd: 1:20\n"],
        "exports": lambda: [bytes([("jsonl", "json", "csv").index(kind)]) + data for kind, data in exports()],
        "html": lambda: [PAGE.encode(), PAGE.replace("utf-8", "iso-8859-1").encode("cp1252", "replace"), PAGE.encode("utf-16"), f"<p>{TEXT}</p>".encode()],
        "fragment": lambda: [f"<p>{PARAGRAPHS[0]}</p><ul><li>a<li>b</ul>".encode(), b"a &amp; b<br>c", PARAGRAPHS[1].encode(), PAGE[-900:].encode()],
        "feed": lambda: [RSS.encode(), ATOM.encode(), RDF.encode(), RSS.replace("utf-8", "iso-8859-1").encode("cp1252", "replace"), ATOM.encode("utf-16")],
        "letter": lambda: [letter(), letter(rich=True), letter(rich=True, attached=True), OLD_LETTER, saved_page()],
        "mbox": lambda: [mbox(), b"From a b 10:00\nFrom: a\n\nx\n"],
        "pdf": lambda: [BARE_PDF, pdf(compress=False), pdf(compress=True)],
        "zip": lambda: [zipped(zipfile.ZIP_STORED), zipped(zipfile.ZIP_DEFLATED), zipped(zipfile.ZIP_BZIP2), zipped(zipfile.ZIP_LZMA)],
        "tar": lambda: [tarred(tarfile.USTAR_FORMAT), tarred(tarfile.GNU_FORMAT), tarred(tarfile.PAX_FORMAT)],
        "single": lambda: [gzip.compress(TEXT.encode(), mtime=0), bz2.compress(TEXT.encode()), lzma.compress(TEXT.encode()), gzip.compress(bytes(100_000), mtime=0)],
        "warc": lambda: [b"\0" + warc(), b"\0" + warc(chunked=True), b"\1" + warc()],
        "take": lambda: [bytes([i]) + one for i, one in enumerate((TEXT.encode(), PAGE.encode(), json.dumps([RECORD]).encode(), TABLE.encode(), letter(), BARE_PDF, RSS.encode(),
                 zipped(zipfile.ZIP_DEFLATED), gzip.compress(warc(), mtime=0), warc(), mbox(), exports()[0][1], TEXT.encode("cp1252")))],
    }  # fmt: skip
    return plain[target]()


def _words(line: str) -> list[str]:
    """Words between blanks; a middle dot stands for a blank in one."""
    return [word.replace("·", " ") for word in line.split()]


_WORDS: dict[str, list[str]] = {
    "markup": _words('<html> <body> <p> </p> <br> <div> <script> <style> <!-- --> <![CDATA[ ]]> &amp; &#x41; &#xD800; &#0; &#1114112; <a·href=" <img·src=" <table> <tr> <td> <meta·charset=" <title> '
              '<svg> <template> <base·href=" <time·datetime=" <article> <h1> <li> application/ld+json <!DOCTYPE·html> <?xml·version="1.0"·encoding="'),
    "feed": _words("<rss> <channel> <item> <entry> <feed> <title> <link> <guid> <content:encoded> <description> <source <author> <name> <pubDate> <updated> <rdf:RDF> xmlns= type= xhtml base64 mode= "
            "xml:base= <!ENTITY <!DOCTYPE &lt; &#38; <media:content <georss:point> <dc:date> <itunes:author> http:// javascript: 2019-03-05T08:15:00Z"),
    "json": _words('{" ": [{ }] "text": "title": "articles": "url": "date": "html": "body": "source": \\ud800 \\u0000 null true 1e999 -0 NaN Infinity " , : https:// 2019-03-05 "authors":["a"] '
            '"sections": "paragraphs":'),
    "csv": ['"', '","', ",", ";", "\t", "|", '"\n', "\r\n", "\ufeff", *_words("text, title, url, date body")],
    "letter": _words("From: To: Subject: Date: MIME-Version: Content-Type: Content-Transfer-Encoding: boundary= charset= charset*0*= multipart/mixed multipart/alternative multipart/related text/html "
              "text/plain message/rfc822 message/external-body base64 quoted-printable x-uuencode 7bit =?utf-8?Q? =?utf-8?B? ?= =3D =20 unicode_escape utf-7 utf-16 \\ud800 Archived-At: "
              "Content-Disposition: Snapshot-Content-Location: Content-Location: --b --b-- <> @ ;"),
    "pdf": _words("obj endobj stream endstream xref trailer startxref %%EOF /Type /Catalog /Pages /Page /Kids /Count /Parent /Contents /Resources /Font /Length /Filter /FlateDecode /LZWDecode "
           "/ASCII85Decode /ASCIIHexDecode /RunLengthDecode /CCITTFaxDecode /DCTDecode /DecodeParms /Predictor /Columns /ObjStm /XRef /W /Index /First /Prev /Encrypt /Standard /V /R /O /U /P /Root "
           "/Info /Encoding /Differences /ToUnicode /Identity-H /Type0 /DescendantFonts /CIDFontType2 /Widths /W2 /Form /XObject Do BT ET Tj TJ Tf Td Tm T* cm q Q BI ID EI beginbfchar endbfchar "
           "beginbfrange endbfrange begincodespacerange << >> [ ] ( ) null true 0·R 1·0·R 99999999 -1 /Subtype /Image /Annots /AcroForm"),
    "zip": ["PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07", "\x01\x00\x10\x00", "\x75\x70", "../", "/", "\\"],
    "tar": ["ustar\x0000", "ustar  \0", "0000644\0", "00000000010\0", "././@LongLink", "15 path=abcdefg\n", "GNU.sparse.map", "20 size=9999999999\n", "x", "g", "L", "K", "S", "1", "5",
            "\x80\0\0\0\0\0\0\x01"],
    "warc": ["\r\n", "\r\n\r\n", "0\r\n\r\n", *_words("WARC/1.0 WARC/1.1 WARC-Type: WARC-Target-URI: WARC-Date: WARC-Record-ID: Content-Length: Content-Type: response resource revisit warcinfo request "
             "metadata conversion application/http;msgtype=response HTTP/1.1·200·OK Transfer-Encoding:·chunked Content-Encoding: gzip deflate br zstd text/html ffffffff -1")],
    "facts": _words("[[reports]] path= outlet= published= {name} ** * !!bool !!int !!timestamp !!float !!binary !!set !!omap !!pairs !!null !!python/object: &a *a <<: 0x 0o 1:20 ? - | > --- ... %YAML {} [] "
             "http:// https:// :443 /../ ?utm_source= # xn-- [::1] %00 %zz"),
    "days": _words("Jan Mar Sept Tuesday GMT UTC CET EST +0100 T Z W 2019 1999 19 / - : , . · am pm AD noon today 24:00:00 60 31 29 02 ١ 1970"),
    "kinds": ["<!--", "-->", "<!-- a -->", "<?xml ?>", "<html", "<rss ", "<feed ", "From a 10:00 2019\n", "From a Mon ", "Mon ", "10:00 ", "2019 ", "From: ", "To: ", "Date: ", "\r\n", "\n ", '{"', "[{", "ustar", "%PDF-", "PK\x03\x04", "WARC/",
              "text,title,url"],
    "encodings": _words("utf-8 utf-16 utf-32 utf-7 cp1252 iso-8859-1 koi8-r gb18030 big5 euc-kr shift_jis iso-2022-jp unicode_escape raw_unicode_escape punycode idna rot13 hex undefined \\ud800 \\N{ "
                 "+2AA- ~{"),
}  # fmt: skip
_GRAMMARS = {
    "kinds": ("kinds", "markup"), "encodings": ("encodings",), "days": ("days",), "facts": ("facts", "json"), "exports": ("json", "csv", "markup"), "html": ("markup",),
    "fragment": ("markup",), "feed": ("feed", "markup"), "letter": ("letter", "markup"), "mbox": ("letter", "kinds"), "pdf": ("pdf",), "zip": ("zip",), "tar": ("tar",),
    "single": (), "warc": ("warc",), "take": ("kinds", "json", "markup", "letter", "feed"),
}  # fmt: skip


def dictionary(target: str) -> str:
    """The target's words, in the form of libFuzzer's dictionaries."""
    words = {word for grammar in _GRAMMARS[target] for word in _WORDS[grammar]}
    written = [word.encode("latin-1" if "\x80" in word else "utf8") for word in sorted(words)]
    return "".join('"' + "".join(rf"\x{byte:02x}" for byte in word) + '"\n' for word in written)
