"""Addresses that are left to the settings of a site: a link to one of them is not broken."""

from pathlib import Path

import pytest

from search.gaps import Finding, find_gaps
from search.gaps.pages.redirects import Redirects
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, page
from web.source_files import FilesOfSources

GUIDES = {f"docs/new/{i}.md": page(f"Guide {i}", body=f"[next](/docs/new/{(i + 1) % 9}.md)") for i in range(9)}

SETTINGS = {
    "_redirects": "/docs/old/start  /docs/new/1  301",
    "static/_redirects": "/docs/old/*  /docs/new/:splat",
    "netlify.toml": '[[redirects]]\n  from = "/docs/old/start"\n  to = "/docs/new/1"\n',
    "vercel.json": '{\n  "redirects": [\n    {"source": "/docs/old/:path*", "destination": "/docs/new/:path*"}\n  ]\n}',
    "mkdocs.yml": "plugins:\n  - redirects:\n      redirect_maps:\n        old/start.md: new/1.md\n",
    "docusaurus.config.js": "export default {\n  redirects: [\n    {from: '/docs/old/start'},\n  ],\n};",
    "next.config.mjs": "export default { async redirects() {\n    return [{ source: '/docs/old/:slug*' }];\n} };",
    ".vitepress/config.ts": "export default {\n  rewrites: {\n    'docs/old/:page.md': 'docs/new/:page.md',\n  },\n};",
    "docs/conf.py": 'redirects = {\n    "old/start": "../new/1.html",\n}\n',
    "book.toml": '[output.html.redirect]\n"/docs/old/start.html" = "new/1.html"\n',
    "layouts/index.redirects": "/docs/old/start /docs/new/1",
    ".htaccess": "RedirectMatch 301 ^/docs/old/(.*)$ /docs/new/$1",
    "data/redirects.json": '{"/docs/old/start/": "/docs/new/1/"}',
}


def broken(guides_of: GuidesOf, folder: Path, name: str, text: str) -> tuple[Finding, ...]:
    """Return the broken links of a site with one link to what is not there, beside a file of settings."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    files = {**GUIDES, "docs/a.md": page("Alpha", body="[start](/docs/old/start.md)")}
    return find_gaps(guides_of(files), today=TODAY, rules=["broken-link"], files=FilesOfSources([folder])).findings


def test_a_link_that_no_settings_know_is_broken(guides_of: GuidesOf, tmp_path: Path) -> None:
    (finding,) = broken(guides_of, tmp_path, "_redirects", "/docs/older /docs/new/1")
    assert finding.path == "docs/a.md"


@pytest.mark.parametrize("name", SETTINGS)
def test_a_redirect_leads_on(guides_of: GuidesOf, tmp_path: Path, name: str) -> None:
    assert not broken(guides_of, tmp_path, name, SETTINGS[name])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mkdocs.yml", "nav:\n  - Start: old/start.md\n"),
        ("netlify.toml", '[[headers]]\n  for = "/docs/*"\n'),
        ("vercel.json", '{\n  "headers": [\n    {"source": "/docs/old/start"}\n  ]\n}'),
        ("_redirects", "/* /index.html 200"),
        ("_redirects", "https://old.example/docs/old/start /docs/new/1"),
    ],
    ids=["a menu", "headers of a folder of guides", "headers of a page", "a page for all", "another host"],
)
def test_other_settings_lead_nowhere(guides_of: GuidesOf, tmp_path: Path, name: str, text: str) -> None:
    assert broken(guides_of, tmp_path, name, text)


def test_a_pattern_for_a_folder_of_guides_says_nothing_of_what_is_missing_there() -> None:
    settings = [("_redirects", "/docs/* /guides/:splat\n/blog/* https://blog.example/:splat")]
    redirects = Redirects(settings, {"content/docs"})
    assert not redirects.lead_on("content/docs/gone")
    assert redirects.lead_on("content/blog/post")
