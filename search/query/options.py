"""Is a word with a minus an option of a command (``java -jar``), or to be left out (``java -spring``)?"""

from collections.abc import Callable, Iterable

LONG_OPTIONS = {
    "java": "jar cp classpath version verbose server javaagent agentlib showversion",
    "javac": "cp classpath source target release proc parameters",
    "go": "race run bench benchmem cover coverprofile count short timeout parallel tags ldflags gcflags mod json vet "
    "failfast fuzz cpuprofile memprofile trimpath",
    "terraform": "auto-approve var var-file target destroy out json raw refresh refresh-only replace upgrade "
    "reconfigure migrate-state backend backend-config lock lock-timeout parallelism input chdir check diff recursive",
    "find": "name iname type exec execdir delete mtime mmin size maxdepth mindepth path perm user newer prune print "
    "empty regex",
    "gcc": "static shared pthread pedantic march ansi",
    "openssl": "connect servername nodes days subj text noout modulus passin passout",
    "powershell": "command file noprofile executionpolicy encodedcommand noexit",
    "ffmpeg": "codec filter vcodec acodec preset map loglevel",
    "mvn": "dskiptests pl",
}
"""Long options with one dash, by command. By hand, from the manuals of the commands that have such options."""

SAME_OPTIONS = {"tofu": "terraform", "g++": "gcc", "clang": "gcc", "clang++": "gcc", "cc": "gcc", "pwsh": "powershell"}

CLUSTERING = frozenset(
    """
    awk cat chmod chown cp curl cut df diff du grep head kill ln ls lsof mkdir mv netstat ps rm rsync scp sed sort ss
    ssh tail tar tr uniq unzip wc wget xargs zip
    """.split()  # noqa: SIM905 - words read better as a text
)
"""Commands whose options are single letters that are written together: ``tar -xzf``. By hand."""

MAX_CLUSTER = 4
"""Letters of such options; by hand."""


def is_option(name: str, words_before: Iterable[str], occurs: Callable[[str], object] | None) -> bool:
    """Return whether ``-name`` is an option of one of the ``words_before`` it; all are folded.

    So it is, too, where a document has ``-name``, and where none has ``name``, so that there is nothing to leave out.

    Args:
        occurs: whether a document contains a surface; None where that is not known.
    """
    if occurs and (occurs(f"-{name}") or not occurs(name.replace("-", ""))):
        return True
    for word in words_before:
        if name in LONG_OPTIONS.get(SAME_OPTIONS.get(word, word), "").split():
            return True
        if word in CLUSTERING and len(name) <= MAX_CLUSTER:
            return True
    return False
