"""An index that was replaced while a worker serves it."""

import gc
import weakref
from pathlib import Path

from flask.testing import FlaskClient

from index.build import build
from search.live import LiveIndex
from tests.search.test_letting_go import GUIDES, nothing_collected, write_guide
from tests.web.conftest import SmallSite
from web.app import create_app

PATHS = (
    "/ /search?q=kafka /search?q=zebra /questions /sitemap.xml /widgets /guides/kafka /guides/redis?q=cache"
    " /guides/nothing /api/v1/search?q=brokr /api/v1/suggest?q=ka /api/v1/skills"
    " /api/v1/skills/kafka/related /api/v1/skills/nothing"
)


def ask_everything(client: FlaskClient) -> None:
    for path in PATHS.split():
        response = client.get(path)
        assert response.status_code == (404 if "nothing" in path else 200)
        response.close()
    client.post("/api/v1/related", json={"text": "Kafka and Redis"}).close()


def test_no_answer_keeps_the_index_that_it_was_made_of(tmp_path: Path) -> None:
    guides, index = tmp_path / "guides", tmp_path / "index"
    for title, text in GUIDES.items():
        write_guide(guides, title, text)
    build([guides], index)
    client = create_app(SmallSite(index)).test_client()
    ask_everything(client)
    (live,) = (it for it in gc.get_objects() if type(it) is LiveIndex and it._path == index)
    with nothing_collected():
        ask_everything(client)
        alive = weakref.ref(live.current())
        write_guide(guides, "Streams", "Messages flow.")
        build([guides], index)
        ask_everything(client)
        assert alive() is None
