"""Thousands of requests made from the OpenAPI document: ``make fuzz``, which installs Schemathesis beside the project.

No answer may be a server's error, or of a status, content type or shape that the document does not tell of.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
SERVE = ("-m", "web.cli", "serve", "--index", "build/index", "--port", "0", "--workers", "1")

N_EXAMPLES = 1_000
"""Requests of each endpoint in the phase of random ones; ten endpoints make 10,000. By hand."""

SEED = 19
TOKEN = "fuzzed"
"""The editors' token: Schemathesis sends headers of its own, which without a token look like those of a proxy."""


def main(schemathesis: str, options: Sequence[str]) -> int:
    """Serve the index of the shipped guides and ask it; return the exit status of ``schemathesis``.

    Args:
        schemathesis: the path of its command.
        options: more for it, such as ``-n 50`` for fewer requests of each endpoint.
    """
    environ = {**os.environ, "GUIDEDEX_EDITOR_TOKEN": TOKEN}
    server = subprocess.Popen([sys.executable, *SERVE], env=environ, stderr=subprocess.PIPE, text=True)
    try:
        url = re.search(r"http://\S+/", server.stderr.readline())[0]
        threading.Thread(target=shutil.copyfileobj, args=(server.stderr, sys.stderr), daemon=True).start()
        command = [schemathesis, "run", f"{url}api/v1/openapi.json", "--checks", ",".join(CHECKS)]
        command += ["--phases", "coverage,fuzzing", "--max-examples", str(N_EXAMPLES), "--seed", str(SEED)]
        command += ["--header", f"Authorization:Bearer {TOKEN}", "--continue-on-failure", *options]
        return subprocess.run(command, check=False).returncode
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
