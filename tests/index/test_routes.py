"""Routes of a site, learned from the links that work."""

from index.routes import learned_routes, routed


def pages(*addresses: str) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for address in addresses:
        by_name.setdefault(address.rpartition("/")[2], []).append(address)
    return by_name


def test_a_prefix_that_most_links_have_stands_for_the_folder_of_their_pages():
    linked = ["docs/config", "docs/layouts", "docs/plugins/image", "docs/gone"]
    assert learned_routes(linked, pages("config", "layouts", "plugins/image"), {})["docs"] == ""
    linked = ["learn/install", "learn/upgrade", "learn/remove"]
    routes = learned_routes(linked, pages("guide/install", "guide/upgrade", "guide/remove"), {})
    assert routes == {"learn": "guide"}
    assert list(routed("learn/install", routes)) == ["guide/install"]


def test_two_links_or_a_few_of_many_are_no_route():
    found = pages("config", "layouts", "image")
    assert learned_routes(["docs/config", "docs/layouts"], found, {}) == {}
    gone = [f"docs/gone-{i}" for i in range(7)]
    assert learned_routes(["docs/config", "docs/layouts", "docs/image", *gone], found, {}) == {}


def test_a_folder_with_pages_of_its_own_is_no_route():
    linked = ["old/config", "old/layouts", "old/image"]
    assert learned_routes(linked, pages("config", "layouts", "image"), {"old": 3}) == {}


def test_a_folder_below_the_prefix_has_no_other_pages_than_those_that_are_linked():
    names = ("api", "config", "install", "metrics")
    found = pages(*(f"docs/markdown/{name}" for name in names))
    linked = [f"docs/{name}" for name in names]
    n_pages_in = {"docs": 5, "docs/markdown": 4}
    assert learned_routes(linked, found, n_pages_in)["docs"] == "docs/markdown"
    assert learned_routes(linked, found, {"docs": 9, "docs/markdown": 4}) == {}


def test_one_part_of_the_site_that_was_not_read_hides_no_route():
    names = ("api", "config", "install")
    found = pages(*(f"markdown/{name}" for name in names))
    linked = [*(f"docs/{name}" for name in names), *(f"docs/json/apps/{i}" for i in range(30))]
    assert learned_routes(linked, found, {})["docs"] == "markdown"
