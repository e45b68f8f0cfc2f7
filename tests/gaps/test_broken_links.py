"""Links that lead nowhere: found by their cause, each with what to do."""

import pytest

from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import findings_of, page


@pytest.mark.parametrize(
    "target",
    ["beta.md", "beta", "/guides/beta", "https://example.org/guides/beta", "https://other.org/x", "beta.md#uses",
     "#own", "pic.png", "mailto:x@example.org", "/about", "{{< ref x >}}", "LICENSE.md", "/reference/api",
     "beta.md#term", "beta.md#user-content-uses", "beta.md#what-is-it"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_sound(guides_of: GuidesOf, target: str) -> None:
    files = {
        "alpha.md": page("Alpha", body=f"## Own\n\n[there]({target})"),
        "beta.md": page("Beta", body="## Uses\n\n### What is it?\n\nThat.\n\n`Term`\n: Text."),
        "reference/x.md": page("Xeno"),
        "reference/y.md": page("Yarrow"),
    }
    settings = {"base_url": "https://example.org", "pages": ("/reference/a*",)}
    assert not findings_of(guides_of, "broken-link", files, **settings)


@pytest.mark.parametrize(
    ("target", "fix"),
    [("betta.md", "'Beta'"), ("beta.md#usse", "#uses"), ("#owm", "#own"), ("/guides/betta", "'Beta'")],
)
def test_a_broken_link_is_found_with_what_was_meant(guides_of: GuidesOf, target: str, fix: str) -> None:
    files = {
        "alpha.md": page("Alpha", body=f"## Own\n\n[over there]({target})"),
        "beta.md": page("Beta", body="## Uses\n\nText."),
    }
    (finding,) = findings_of(guides_of, "broken-link", files)
    assert (finding.path, finding.line) == ("alpha.md", 7)
    assert fix in finding.fix


def test_every_broken_link_is_told_what_to_do(guides_of: GuidesOf) -> None:
    files = {
        "alpha.md": page("Alpha", body="[the whole of it](nowhere.md)"),
        "beta.md": page("Beta", body="[source](#https://example.org/x)"),
        "gamma.md": page("Gamma", body="## Here\n\n[odd](#qqqqqqqq)"),
    }
    fixes = {finding.path: finding.fix for finding in findings_of(guides_of, "broken-link", files)}
    assert fixes == {
        "alpha.md": "write it, or take the link away; if the site makes it, put it under gaps: pages",
        "beta.md": "take the # before the address away",
        "gamma.md": "link a place that it has: #here",
    }


def test_broken_links_of_one_guide_are_one_finding_with_what_each_may_mean(guides_of: GuidesOf) -> None:
    links = " ".join(f"[x {name}](../old/{name}.md)" for name in ("beta", "gamma", "delta"))
    files = {f"{name}.md": page(name.title()) for name in ("beta", "gamma", "delta")}
    (finding,) = findings_of(guides_of, "broken-link", files | {"in/alpha.md": page("Alpha", body=links)})
    assert finding.message == "3 links of 'Alpha' lead to what is not there"
    assert finding.evidence[0].text == "../old/beta.md: link 'Beta' if that is meant: beta.md"


def test_the_guide_that_is_proposed_is_in_the_language_of_the_link(guides_of: GuidesOf) -> None:
    files = {
        "command/index.md": page("Command"),
        "es/command/index.md": page("Comando", "lang: es\nslug: command\n"),
        "es/alpha.md": page("Alpha", "lang: es\n", "[ver](viejo/command.md)"),
        "beta.md": page("Beta", body="[see](old/command.md)"),
    }
    fixes = {finding.path: finding.fix for finding in findings_of(guides_of, "broken-link", files)}
    assert fixes == {
        "beta.md": "link 'Command' if that is meant: command/index.md",
        "es/alpha.md": "link 'Comando' if that is meant: es/command/index.md",
    }


def test_one_address_that_many_guides_link_in_vain_is_one_finding(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", body="[gone away](gone.md)") for i in "abc"}
    (finding,) = findings_of(guides_of, "broken-link", files)
    assert len(finding.evidence) == 3


def test_an_address_that_many_guides_misspell_is_told_what_is_meant(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", body="[probes](beta.md#usse) [old](old/gamma.md)") for i in range(3)}
    files |= {"beta.md": page("Beta", body="## Uses\n\nText."), "gamma.md": page("Gamma")}
    fixes = {finding.subject: finding.fix for finding in findings_of(guides_of, "broken-link", files)}
    assert fixes == {
        "beta.md#usse": "link #uses, the nearest",
        "old/gamma.md": "link 'Gamma' if that is meant: gamma.md",
    }
