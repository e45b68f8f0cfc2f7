"""``python -m tests.bench.keystrokes``: milliseconds from a keystroke to painted results, in Chromium."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.serving import guidedex_server, write_figures

QUERIES = ("rate limiting", "kubernetes probes", "how does raft elect a leader", "token bucket", "c++ move", "cachig")
GAP_SECONDS = 0.12
"""Seconds between two keys of a reader who types a hundred words a minute."""

WATCH = """
  window.times = [];
  let began = 0;
  addEventListener("keydown", (event) => { if (event.key.length === 1) began = event.timeStamp; }, true);
  new MutationObserver((changes) => {
    if (!began || !changes.some(({addedNodes}) => [...addedNodes].some(({id}) => id === "results"))) return;
    const key = began;
    began = 0;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.times.push(performance.now() - key);
      channel.port2.postMessage(null);
    });
  }).observe(document.querySelector("main"), {childList: true});
"""
"""Measures up to the paint: a message posted in the callback of a frame arrives after the frame is painted."""


@contextmanager
def chromium() -> Iterator[Any]:
    """Start headless Chromium and yield its driver."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def key_times(url: str, queries: Sequence[str]) -> tuple[list[float], int]:
    """Return the milliseconds of each key whose results came before the next key, and the number of keys pressed."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By

    times, pressed = [], 0
    with chromium() as driver:
        for query in queries:
            driver.get(f"{url}search")
            driver.execute_script(WATCH)
            driver.find_element(By.ID, "q").click()
            for character in query:
                ActionChains(driver, duration=0).send_keys(character).perform()
                pressed += 1
                time.sleep(GAP_SECONDS)
            time.sleep(2 * GAP_SECONDS)
            times += driver.execute_script("return window.times")
    return times, pressed


def quantile(times: Sequence[float], share: float) -> float:
    return round(sorted(times)[int(share * (len(times) - 1))], 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the times and, with ``--out``, write them as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.keystrokes", description=__doc__)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, guidedex_server(Path(folder) / "index") as url:
        key_times(url, QUERIES[:1])  # the browser's and the server's first page
        times, pressed = key_times(url, QUERIES)
    figures = {
        "keys": pressed,
        "answered": len(times),
        "median_ms": quantile(times, 0.5),
        "p95_ms": quantile(times, 0.95),
        "most_ms": quantile(times, 1.0),
    }
    print(json.dumps(figures, indent=1))
    write_figures(figures, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
