"""Compression of responses, and the validators of compressed ones."""

import gzip

from flask.testing import FlaskClient


def test_a_compressed_answer_is_the_same_answer(client: FlaskClient) -> None:
    plain = client.get("/api/v1/search?q=rate")
    packed = client.get("/api/v1/search?q=rate", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_each_encoding_has_its_own_validator_and_both_are_honoured(client: FlaskClient) -> None:
    packing = {"Accept-Encoding": "gzip"}
    plain = client.get("/api/v1/search?q=rate").headers["ETag"]
    packed = client.get("/api/v1/search?q=rate", headers=packing).headers["ETag"]
    assert plain != packed
    for tag, headers in ((plain, {}), (packed, packing)):
        again = client.get("/api/v1/search?q=rate", headers={**headers, "If-None-Match": tag})
        assert again.status_code == 304
        assert again.data == b""


def test_static_files_are_compressed_and_kept_for_long(client: FlaskClient) -> None:
    answer = client.get("/static/site.css", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_page_and_a_static_file_are_sent_once_to_who_asks_compressed(client: FlaskClient) -> None:
    for path in ("/search?q=rate", "/static/site.css"):
        packing = {"Accept-Encoding": "gzip"}
        tag = client.get(path, headers=packing, buffered=True).headers["ETag"]
        again = client.get(path, headers={**packing, "If-None-Match": tag}, buffered=True)
        assert again.status_code == 304, path
