"""HTTPS and credentials: a build that is trusted, and what is said of one that is not."""

import shutil
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from index.build import BuildOptions, build
from index.cluster import address
from search import open_index
from tests.cluster.secured import PASSWORD, USER, make_authority, secured
from tests.corpora import write_records
from tests.search.contract_corpora import random_records

pytestmark = [
    pytest.mark.opensearch,
    pytest.mark.skipif(not shutil.which("openssl"), reason="needs the program openssl, which makes certificates"),
]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("ours", "another"):
        make_authority(folder, name)
    return folder


@pytest.fixture
def engine(
    opensearch_urls: Sequence[str], certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Yield the address of an index behind HTTPS and a password, which the environment knows."""
    monkeypatch.setenv(address.USER, USER)
    monkeypatch.setenv(address.PASSWORD, PASSWORD)
    monkeypatch.setenv(address.CA_FILE, str(certificates / "ours.pem"))
    monkeypatch.setenv(address.MIRRORS, str(tmp_path / "mirrors"))
    with secured(urllib.parse.urlsplit(opensearch_urls[0]).netloc, certificates, "ours") as port:
        yield f"opensearch://127.0.0.1:{port}/secured"


def built(folder: Path, engine: str) -> str:
    source = write_records(folder / "source", random_records(1, n=20))
    return build([source], folder / "built", BuildOptions(engine=engine)).build_id


def test_an_index_behind_https_and_a_password_is_built_and_searched(engine: str, tmp_path: Path) -> None:
    build_id = built(tmp_path, engine)
    there = open_index(engine)
    assert there.build_id == build_id
    assert there.search("cache").total
    assert PASSWORD not in repr(address.address_of(engine))


def refused(engine: str, folder: Path) -> str:
    """Return the message of a build that is refused and has made no index."""
    with pytest.raises(GuidedexError) as refusal:
        built(folder, engine)
    assert not (folder / "built" / "CURRENT").exists()
    assert "\n" not in str(refusal.value)
    assert PASSWORD not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize("ca_file", ["another.pem", ""])
def test_a_certificate_of_another_authority_is_not_trusted(
    engine: str, certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ca_file: str
) -> None:
    monkeypatch.setenv(address.CA_FILE, str(certificates / ca_file) if ca_file else "")
    message = refused(engine, tmp_path)
    assert "its certificate does not verify" in message
    assert address.CA_FILE in message


def test_a_certificate_for_another_host_is_not_trusted(engine: str, tmp_path: Path) -> None:
    assert "its certificate does not verify" in refused(engine.replace("127.0.0.1", "localhost"), tmp_path)


@pytest.mark.parametrize("name", [address.USER, address.PASSWORD])
def test_credentials_that_are_refused_name_their_variables(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "wrong")
    message = refused(engine, tmp_path)
    assert "refuses these credentials" in message
    assert address.PASSWORD in message


@pytest.mark.parametrize(
    ("content", "cause"), [(None, "No such file"), ("no certificate\n", "it holds no certificate"), ("", "certificate")]
)
def test_a_file_that_names_no_authority_is_named(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, cause: str
) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv(address.CA_FILE, str(file))
    message = refused(engine, tmp_path)
    assert cause in message
    assert f"{address.CA_FILE} {file}" in message


def test_https_where_there_is_none_is_named(
    opensearch_urls: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(address.HTTPS, "1")
    plain = f"opensearch://{urllib.parse.urlsplit(opensearch_urls[0]).netloc}/plain"
    assert f"does not speak HTTPS there; set {address.HTTPS} to 0" in refused(plain, tmp_path)
