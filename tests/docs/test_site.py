"""The documentation builds strictly and offline, and what it builds holds together by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

from tests.docs.examples import ROOT, pages

if TYPE_CHECKING:
    from playwright.sync_api import Page

_LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "use": "href",
}
# a stylesheet, icon or preload is fetched; the rest of what <link> says is not
_FETCHED = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "preconnect", "dns-prefetch", "apple-touch-icon"}
_PROXY = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")  # nobody listens there


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as the strict build makes it in a process of its own."""
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-d", str(out / "doctrees"), "docs", str(out / "html")],
        cwd=ROOT, env={**os.environ, **_PROXY}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out / "html"


def made(site: Path) -> Iterator[tuple[Path, lxml.html.HtmlElement]]:
    for path in sorted(site.rglob("*.html")):
        if "_static" not in path.parts:  # snippets that the theme brings
            yield path, lxml.html.parse(str(path)).getroot()


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    for path, page in made(site):
        loaded = [element.get(_LOADS[element.tag], "") for element in page.iter(*_LOADS)]
        loaded += [link.get("href", "") for link in page.iter("link") if set(link.get("rel", "").split()) & _FETCHED]
        assert not [address for address in loaded if urlsplit(address).netloc], path.name
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf8")
        asked = [*re.findall(r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)", text), *re.findall(r"@import\s+['\"]((?:https?:)?//[^'\"]+)", text)]
        assert not asked, (style.name, asked)


@pytest.mark.parametrize("name", ["index", "how-it-works", "notebooks/first-look", "search"])
def test_a_browser_asks_nobody_and_finds_nothing_wrong(site: Path, page: Page, name: str) -> None:
    """The fixture fails where a request leaves this machine, or the console has an error."""
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_load_state("load")
    assert page.title()


def test_every_link_inside_leads_somewhere(site: Path) -> None:
    holds = {path.resolve(): {*page.xpath("//@id"), *page.xpath("//a/@name")} for path, page in made(site)}
    broken = []
    for path, page in made(site):
        for address in page.xpath("//*/@href | //*/@src"):
            split = urlsplit(address)
            if split.scheme or split.netloc:
                continue
            target = (path.parent / unquote(split.path)).resolve() if split.path else path.resolve()
            if not target.exists() or (split.fragment and target in holds and unquote(split.fragment) not in holds[target]):
                broken.append((path.relative_to(site).as_posix(), address))
    # the search page's form leads to itself, and anchors that a script makes are not in the page
    assert not [one for one in broken if one[1] not in ("#", "")]


def test_every_page_of_docs_is_in_the_contents(site: Path) -> None:
    (start,) = (page for path, page in made(site) if path == site / "index.html")
    listed = {urlsplit(address).path.removesuffix(".html") for address in start.xpath("//nav[contains(@class, 'bd-docs-nav')]//a/@href")}
    wanted = {
        path.relative_to(ROOT / "docs").with_suffix("").as_posix()
        for path in (ROOT / "docs").rglob("*")
        if path.suffix in (".md", ".ipynb")
    }
    assert wanted - {"index"} <= listed


def test_every_picture_says_what_it_shows(site: Path) -> None:
    for path, page in made(site):
        for picture in page.xpath("//img"):
            assert picture.get("alt"), (path.name, picture.get("src"))


@pytest.mark.parametrize("name", [page.relative_to(ROOT).as_posix() for page in pages()])
def test_links_of_a_page_in_the_repository(name: str) -> None:
    """Those to files exist; those outward, which cannot be asked from here, are https and well formed."""
    text = re.sub(r"(```.*?```|`[^`\n]*`)", "", (ROOT / name).read_text(encoding="utf8"), flags=re.DOTALL)
    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        split = urlsplit(address)
        if split.scheme:
            assert split.scheme in ("https", "mailto"), address
            assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", split.netloc), address
        elif split.path:
            assert ((ROOT / name).parent / unquote(split.path)).exists(), address
        if split.path.endswith(".md") and split.fragment and not split.scheme:
            assert split.fragment in headings((ROOT / name).parent / unquote(split.path)), address


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and MyST make them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf8"), flags=re.DOTALL)
    found = (
        re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", line)).strip().lower().replace(" ", "-")
        for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    )
    return set(found)
