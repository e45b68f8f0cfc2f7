"""Addresses of indexes on a cluster: which are accepted, and what is said of the others."""

from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from index.cluster.address import CA_FILE, HTTPS, PASSWORD, SECONDS, USER, address_of, is_address


@pytest.mark.parametrize(
    ("text", "hosts", "name"),
    [
        ("opensearch://search-1/guides", [("search-1", 9200)], "guides"),
        ("opensearch://10.0.0.1:9201,10.0.0.2/a_b-c9", [("10.0.0.1", 9201), ("10.0.0.2", 9200)], "a_b-c9"),
        ("opensearch://[::1]:9200/guides/", [("[::1]", 9200)], "guides"),
        (str(Path("opensearch://node/guides")), [("node", 9200)], "guides"),
    ],
)
def test_an_address_has_nodes_and_the_name_of_an_index(text: str, hosts: list[tuple[str, int]], name: str) -> None:
    address = address_of(text, {})
    assert (list(address.hosts), address.name, address.https) == (hosts, name, False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("opensearch://node", "cannot use the address"),
        ("opensearch:node/guides", "cannot use the address"),
        ("opensearch://node/a/b", "cannot use the address"),
        ("opensearch:///guides", "cannot use the address"),
        ("opensearch://node:0/guides", "'node:0' as a node"),
        ("opensearch://node:99999/guides", "'node:99999' as a node"),
        ("opensearch://a,,b/guides", "'' as a node"),
        ("opensearch://node/Guides", "'Guides' as the name"),
        ("opensearch://node/-guides", "'-guides' as the name"),
        ("opensearch://node/a--b", "'a--b' as the name"),
        ("opensearch://node/_all", "'_all' as the name"),
        ("opensearch://node/g*", "'g\\*' as the name"),
        (f"opensearch://node/{'a' * 151}", "as the name"),
    ],
)
def test_any_other_address_is_refused_in_one_line(text: str, found: str) -> None:
    with pytest.raises(GuidedexError, match=found) as raised:
        address_of(text, {})
    assert "\n" not in str(raised.value)
    assert "accepted" in str(raised.value)


def test_credentials_come_from_the_environment_and_are_shown_nowhere() -> None:
    address = address_of("opensearch://node/guides", {USER: "reader", PASSWORD: "s3cret", CA_FILE: "/etc/ca.pem"})
    assert (address.user, address.password, address.https, address.ca_file) == ("reader", "s3cret", True, "/etc/ca.pem")
    assert "s3cret" not in f"{address} {address!r}"


def test_credentials_in_an_address_are_refused_and_not_repeated() -> None:
    with pytest.raises(GuidedexError, match=USER) as raised:
        address_of("opensearch://reader:s3cret@node/guides", {})
    assert "s3cret" not in str(raised.value)


def test_https_is_said_by_its_variable() -> None:
    assert address_of("opensearch://node/guides", {HTTPS: "1"}).https
    assert not address_of("opensearch://node/guides", {HTTPS: "0", USER: "reader"}).https
    with pytest.raises(GuidedexError, match=f"{HTTPS} is 'yes'"):
        address_of("opensearch://node/guides", {HTTPS: "yes"})


def test_a_folder_is_no_address() -> None:
    assert not is_address("build/index")
    assert is_address("opensearch:/node/guides")


@pytest.mark.parametrize("value", ["0", "61", "-3", "1.5", "soon", "²"])
def test_a_deadline_is_a_number_of_seconds(value: str) -> None:
    assert address_of("opensearch://node/guides", {SECONDS: "20"}).seconds == 20
    with pytest.raises(GuidedexError, match=f"{SECONDS} is '{value}'.* 1 to 60"):
        address_of("opensearch://node/guides", {SECONDS: value})
