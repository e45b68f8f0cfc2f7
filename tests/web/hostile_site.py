"""A site whose guides and records hold hostile addresses and markup, for every output to be checked."""

import json
from pathlib import Path

from index.build import build
from tests.hostile_addresses import UNSAFE

BODY = """# {title}

All about kafka streams, see [Kafka]({address}) and ![kafka](<{address}>) and <{address}>.

## Interview Questions

### How do kafka streams fail?

They stop. <a href="{escaped}">x</a><img src="{escaped}"><a href={escaped} ping="{escaped}">y</a>

<table><tr><td title="<a>"><a title="<table><pre>" href='{escaped}'>z</a></td></tr></table>

<a xlink:href="{escaped}">a</a><svg><a xlink:href="{escaped}"><text>b</text></a><use href="{escaped}"/></svg>
<math href="{escaped}">c</math>

<div style="background:url({escaped})">d</div><style>@import "{escaped}"; a {{ background: url({escaped}) }}</style>
<meta http-equiv="refresh" content="0;url={escaped}"><base href="{escaped}"><link rel="import" href="{escaped}">

<object data="{escaped}"></object><embed src="{escaped}">
<iframe src="{escaped}" srcdoc="<script>alert(1)</script>"></iframe>
<form action="{escaped}"><button formaction="{escaped}">e</button><input type="image" src="{escaped}"></form>

<img srcset="{escaped} 2x" src="x" onerror="alert(1)"><video poster="{escaped}"><source srcset="{escaped}"></video>
<audio src="{escaped}"></audio><blockquote cite="{escaped}">f</blockquote><table background="{escaped}"></table>
<div class="table" role="button" tabindex="1" onfocus="alert(1)">g</div><pre tabindex="0" onfocus=alert(1)>h</pre>

<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">

<div data-x="<table>" title='</table><img src=x onerror=alert(1)>'>i</div>
"""
"""A guide whose body has the address in every place of HTML that takes one."""


def hostile_index(folder: Path) -> Path:
    """Build an index over one guide and one record for each unsafe address, all of them on one topic."""
    source = folder / "source"
    source.mkdir()
    for number, address in enumerate(UNSAFE):
        escaped = address.replace('"', "&quot;").replace("<", "&lt;")
        header = {"title": f"Kafka {number}", "permalink": address, "canonical": address, "tags": ["streams"]}
        header["related_pin"] = [f"Kafka {(number + 1) % len(UNSAFE)}", address]
        header["aliases"] = [address, f"<img src=x onerror=alert({number})>"]
        fields = "\n".join(f"{name}: {json.dumps(value)}" for name, value in header.items())
        # A file with a NUL is no text, and is not read.
        address, escaped = address.replace("\0", ""), escaped.replace("\0", "")
        body = BODY.format(title=header["title"], address=address, escaped=escaped)
        (source / f"kafka-{number}.md").write_text(f"---\n{fields}\n---\n\n{body}")
    records = [
        {"id": f"r{number}", "title": f"Kafka record {number}", "text": "kafka streams", "url": address}
        for number, address in enumerate(UNSAFE)
    ]
    (source / "records.jsonl").write_text("\n".join(map(json.dumps, records)))
    build([source], folder / "index")
    return folder / "index"
