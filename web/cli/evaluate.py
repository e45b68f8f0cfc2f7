"""``guidedex evaluate``: measures search or related content against judgements."""

from pathlib import Path

import click

from search import open_index
from search.evaluate import evaluate_queries, evaluate_related
from web.cli.subcommand import json_option, subcommand
from web.cli.terminal import print_json, print_line
from web.settings import Settings

EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@subcommand
@click.option("--queries", type=EXISTING_FILE, help='Queries: {"id", "text"} per line.')
@click.option("--qrels", type=EXISTING_FILE, help="Judgements: query_id, doc_id, grade, by tabs.")
@click.option("--related", type=EXISTING_FILE, help="Related documents: doc_id, related_id, by tabs.")
@click.option("--k", type=click.IntRange(1, 1000), default=10, show_default=True)
@json_option
def evaluate(
    settings: Settings,
    queries: Path | None,
    qrels: Path | None,
    related: Path | None,
    k: int,
    as_json: bool,
) -> int:
    """Measure the rankings against judgements.

    Those of searches by --queries and --qrels, or those of related content by --related.

    \b
    Example:
      guidedex evaluate --queries queries.jsonl --qrels qrels.tsv
      guidedex evaluate --related related.tsv
    """
    if queries and qrels and not related:
        measures = evaluate_queries(open_index(settings.index), queries, qrels, k)
    elif related and not (queries or qrels):
        measures = evaluate_related(open_index(settings.index), related, k)
    else:
        raise click.UsageError("Give --queries and --qrels, or --related alone.")
    if as_json:
        print_json(dict(measures))
        return 0
    for name, value in measures.items():
        print_line(f"{name:<12}{value:>9.4f}" if isinstance(value, float) else f"{name:<12}{value:>9}")
    return 0


command = evaluate
