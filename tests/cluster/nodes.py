"""What tests ask and do of a real cluster beside Guidedex's own requests."""

import json
import urllib.request
from typing import Any

from tests.opensearch_cluster import RunningCluster


def ask(url: str, method: str, path: str, body: Any = None) -> Any:
    """Return the answer of a node."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}{path}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def set_on_cluster(url: str, **settings: Any) -> None:
    """Set settings of the whole cluster; None ends one."""
    values = {name.replace("__", "."): value for name, value in settings.items()}
    ask(url, "PUT", "/_cluster/settings", {"persistent": values})


def indexes(url: str, engine: str) -> set[str]:
    """Return the indexes of a build, without that of its lock."""
    name = engine.rsplit("/", 1)[1]
    return set(ask(url, "GET", f"/{name}-*")) - {f"{name}-lock"}


def live(url: str, engine: str) -> str:
    """Return the index that the alias names."""
    return next(iter(ask(url, "GET", f"/_alias/{engine.rsplit('/', 1)[1]}")))


def manager_of(nodes: RunningCluster) -> int:
    """Return the number of the node that manages the cluster."""
    name = ask(nodes.urls[0], "GET", "/_cat/cluster_manager?format=json")[0]["node"]
    return int(name.removeprefix("n"))


def bring_back(nodes: RunningCluster, status: str = "green") -> None:
    """Start nodes that were killed, thaw frozen ones, and wait until the cluster has a status."""
    for number in range(len(nodes.urls)):
        if not nodes.is_running(number):
            nodes.start(number)
        nodes.thaw(number)
    nodes.wait(status=status)
