// Related skills and a search box for any site:
//   <guidedex-related skill="…" kind="skill|question" limit="5">  <guidedex-search limit="5">
// The content of an element is shown until there is an answer, and where there is none.

const root = new URL(".", import.meta.url);
const PATIENCE = 8000;
const PAUSE = 120;

// Shadow trees inherit the colour scheme of the page and nothing else.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host { display: block }
:host([hidden]) { display: none !important }
.box {
  all: initial; color-scheme: inherit; display: block;
  font: var(--guidedex-size, medium)/1.5 var(--guidedex-font, system-ui, sans-serif);
  color: var(--guidedex-text, light-dark(#1b1f23, #e7e9eb));
}
[hidden] { display: none !important }
[part=heading] { margin: 0 0 .5em; font-weight: 600 }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--guidedex-gap, .6em) }
a { color: var(--guidedex-accent, light-dark(#0b6653, #74d3b9)); text-underline-offset: .15em }
:focus-visible { outline: 3px solid var(--guidedex-accent, light-dark(#0b6653, #74d3b9)); outline-offset: 2px }
small { display: block; font-size: .875em }
small, ::placeholder { color: var(--guidedex-soft, light-dark(#59626b, #a1abb4)); opacity: 1 }
input {
  font: inherit; color: inherit; box-sizing: border-box; width: 100%; padding: .5em .75em;
  border: 1px solid var(--guidedex-line, light-dark(#8b8d88, #6a747d));
  border-radius: var(--guidedex-radius, .5em);
  background: var(--guidedex-surface, light-dark(#fff, #1c2024));
}
ul, [part=status] { margin-top: .6em }
[part=status]:empty { display: none }
`);

function make(name, part, text = "", attributes = {}) {
  const element = document.createElement(name);
  if (part) element.setAttribute("part", part);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

/** The URL of a hit; pages of Guidedex are below the folder of this script. */
function address(url) {
  const found = new URL(url.startsWith("/") ? "." + url : url, root);
  return /^https?:$/.test(found.protocol) ? found.href : root.href;
}

async function get(path, query, signal) {
  const url = new URL(path, root);
  for (const [key, value] of Object.entries(query)) if (value) url.searchParams.set(key, value);
  const late = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(url, { credentials: "omit", signal: signal ? AbortSignal.any([signal, late]) : late });
  if (answer.ok) return answer.json();
  const { detail = "" } = await answer.json().catch(() => ({}));
  throw new Error(`${answer.status} ${detail}`);
}

function item({ title, url, reasons, difficulty, breadcrumb }, why) {
  const line = make("li", "item");
  line.append(make("a", "link", title, { href: address(url) }));
  const text = why ? reasons[0]?.text : [breadcrumb.findLast(({ url }) => !url.includes("#"))?.title, difficulty].filter(Boolean).join(" · ");
  if (text) line.append(make("small", "reason", text));
  return line;
}

class Widget extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.shadowRoot.append(make("slot"));
  }

  /** Show the element's own content, or nothing. */
  fallBack(error) {
    console.warn(`${this.localName}: ${error.message}`);
    this.shadowRoot.replaceChildren(make("slot"));
    this.hidden = !this.textContent.trim();
  }

  show(...children) {
    const box = make("div", "", "", { class: "box" });
    box.append(...children);
    this.shadowRoot.replaceChildren(box);
    this.hidden = false;
  }
}

/** Requests shared by elements with the same skill and kind: key to { most, answer }. */
const requests = new Map();
const waiting = new Set();

function answers(widget) {
  const { key, skill, kind, most } = widget;
  const before = requests.get(key);
  if (before?.most >= most) return before.answer;
  const path = widget.hasAttribute("static")
    ? [`related/${kind}/${skill.split("/").map(encodeURIComponent).join("/")}.json`, {}]
    : [`api/v1/skills/${encodeURIComponent(skill)}/related`, { kind, limit: most }];
  const answer = get(...path);
  requests.set(key, { most, answer });
  answer.catch(() => requests.delete(key));
  return answer;
}

function askForAll() {
  const widgets = [...waiting].sort((a, b) => b.most - a.most);
  waiting.clear();
  for (const widget of widgets) widget.fill(answers(widget), widget.key);
}

class Related extends Widget {
  static observedAttributes = ["skill", "kind", "limit", "heading", "static"];

  get skill() { return this.getAttribute("skill") ?? ""; }
  get kind() { return this.getAttribute("kind") ?? "skill"; }
  get most() { return Number(this.getAttribute("limit") ?? 5); }
  get key() { return [this.kind, this.hasAttribute("static"), this.skill].join(); }

  connectedCallback() { this.ask(); }
  attributeChangedCallback() { this.ask(); }

  ask() {
    if (!this.isConnected || !this.skill) return;
    if (!waiting.size) queueMicrotask(askForAll);
    waiting.add(this);
  }

  async fill(answer, key) {
    try {
      const { hits } = await answer;
      if (key === this.key) this.list(hits.slice(0, this.most));
    } catch (error) {
      if (key === this.key) this.fallBack(error);
    }
  }

  list(hits) {
    const heading = this.getAttribute("heading") ?? `Related ${this.kind}s`;
    const list = make("ul", "list");
    list.append(...hits.map((hit) => item(hit, true)));
    const group = make("nav", "", "", { "aria-label": heading });
    group.append(make("p", "heading", heading), list);
    this.show(group);
    this.hidden = !hits.length;
  }
}

class Search extends Widget {
  connectedCallback() {
    if (this.input || this.hasAttribute("static")) return;
    const label = this.getAttribute("label") ?? "Search guides and questions";
    this.input = make("input", "input", "", { type: "search", "aria-label": label, placeholder: label, maxlength: 1000 });
    this.results = make("ul", "list", "", { role: "list" }); // explicit: Safari hides lists without bullets from screen readers
    this.status = make("div", "status", "", { role: "status" });
    const form = make("form", "form", "", { role: "search" });
    form.append(this.input);
    form.addEventListener("submit", (event) => this.leave(event));
    this.input.addEventListener("input", () => this.later());
    this.show(form, this.status, this.results);
    this.shadowRoot.addEventListener("keydown", (event) => this.move(event));
  }

  leave(event) {
    event.preventDefault();
    const page = new URL(this.getAttribute("action") ?? new URL("search", root), document.baseURI);
    page.searchParams.set("q", this.input.value);
    location.assign(page);
  }

  later() {
    this.stop();
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  async look() {
    const q = this.input.value.trim();
    if (!q) return this.clear();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const query = { q, kind: this.getAttribute("kind"), limit: this.getAttribute("limit") ?? 5 };
    try {
      const { hits, total } = await get("api/v1/search", query, signal);
      this.results.replaceChildren(...hits.map((hit) => item(hit)));
      this.status.textContent = total === 1 ? "1 result" : `${total || "No"} results`;
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  /** Keep the box, which opens the page of results, and show the element's own content. */
  fail(error) {
    console.warn(`${this.localName}: ${error.message}`);
    this.clear();
    this.results.replaceChildren(make("slot"));
  }

  clear() {
    this.stop();
    this.results.replaceChildren();
    this.status.textContent = "";
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [this.input, ...this.results.querySelectorAll("a")];
    if (event.key === "Escape") {
      this.input.focus();
      this.clear();
    }
    if (!step || stops.length < 2) return;
    event.preventDefault();
    const here = stops.indexOf(this.shadowRoot.activeElement);
    stops[(here + step + stops.length) % stops.length].focus();
  }
}

customElements.define("guidedex-related", Related);
customElements.define("guidedex-search", Search);
