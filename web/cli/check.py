"""``guidedex check``: reports whether the index is undamaged and as new as its sources."""

from index.build import check as check_index
from search import open_index
from search.distribution import distribution
from web.cli.subcommand import json_option, subcommand
from web.cli.terminal import print_json, print_line, styled
from web.settings import Settings

DAMAGED = 2

VERDICTS = {
    0: ("sound", "green"),
    1: ("sound, but not what a build would make now", "yellow"),
    DAMAGED: ("cannot be used", "red"),
}


@subcommand
@json_option
def check(settings: Settings, as_json: bool) -> int:
    """Check that the index is sound and up to date.

    Also says how guides are spread over the lists of related skills.

    Exit status: 0 sound, 1 the sources have changed since, 2 damaged, of another version, or missing.

    \b
    Example:
      guidedex check --index build/index
    """
    report = check_index(settings.index, settings.meaning)
    spread = None if report.status == DAMAGED else distribution(open_index(settings.index).guide_lists())
    if as_json:
        print_json(
            {"status": report.status, "messages": report.messages, "build_id": report.build_id, "related": spread}
        )
        return int(report.status)
    verdict, colour = VERDICTS[report.status]
    print_line(f"{settings.index}: {styled(verdict, fg=colour, bold=True)}")
    for message in report.messages:
        print_line(message, indent=2)
    if spread:
        print_line(str(spread), indent=2)
    return int(report.status)


command = check
