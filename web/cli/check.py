"""``guidedex check``: whether the index is as it was written, and as its sources are."""

from index.build import check as check_index
from web.cli.calls import json_option, subcommand
from web.cli.terminal import say, say_json, styled
from web.settings import Settings

VERDICTS = {
    0: ("sound", "green"),
    1: ("sound, but the sources have changed since it was built", "yellow"),
    2: ("damaged", "red"),
}


@subcommand
@json_option
def check(settings: Settings, as_json: bool) -> int:
    """Check that the index is sound and up to date.

    Exit status: 0 sound, 1 the sources have changed since, 2 damaged or missing.

    \b
    Example:
      guidedex check --index build/index
    """
    report = check_index(settings.index)
    if as_json:
        messages = list(report.messages)
        say_json({"status": report.status, "messages": messages, "build_id": report.build_id})
        return int(report.status)
    verdict, colour = VERDICTS[report.status]
    say(f"{settings.index}: {styled(verdict, fg=colour, bold=True)}")
    for message in report.messages:
        say(message, indent=2)
    return int(report.status)


command = check
