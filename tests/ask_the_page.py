"""Asks a running Guidedex a question, as a reader's browser and a site's program would.

Usage: python tests/ask_the_page.py http://127.0.0.1:8000
"""

import json
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PATIENCE = 60
"""Seconds in which the page must be up."""


def when_up(url: str) -> None:
    """Return once ``url`` answers at all.

    Raises: SystemExit after ``PATIENCE``.
    """
    until = time.monotonic() + PATIENCE
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
    when_up(f"{address}/healthz")
    with urlopen(f"{address}/", timeout=10) as page:
        assert page.status == 200, page.status
    with urlopen(f"{address}/api/v1/search?q=rate+limiting", timeout=10) as answer:
        found = json.load(answer)
    assert found["hits"], found
    assert "rate limiting" in found["hits"][0]["title"].lower(), found["hits"][0]
    print(f"{address} answers: {found['hits'][0]['title']} first of {found['total']}")


if __name__ == "__main__":
    main(sys.argv[1])
