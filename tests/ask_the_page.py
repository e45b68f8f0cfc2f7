"""Sends a search to a running Guidedex, as a smoke test of page and API.

Usage: python tests/ask_the_page.py http://127.0.0.1:8000
"""

import json
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

MAX_SECONDS = 60
"""Seconds within which the server must answer."""


def wait_until_up(url: str) -> None:
    """Wait until ``url`` answers with any status.

    Raises: SystemExit after ``MAX_SECONDS``.
    """
    until = time.monotonic() + MAX_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(url, timeout=5):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"nothing answers at {url}")


def main(address: str) -> None:
    wait_until_up(f"{address}/healthz")
    with urlopen(f"{address}/", timeout=10) as page:
        assert page.status == 200, page.status
    with urlopen(f"{address}/api/v1/search?q=rate+limiting", timeout=10) as answer:
        answer_json = json.load(answer)
    assert answer_json["hits"], answer_json
    assert "rate limiting" in answer_json["hits"][0]["title"].lower(), answer_json["hits"][0]
    print(f"{address} answers: {answer_json['hits'][0]['title']} first of {answer_json['total']}")


if __name__ == "__main__":
    main(sys.argv[1])
