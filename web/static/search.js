// Search as you type. Every page works without this script, which fetches the same pages by the same URLs,
// so that page and script always show the same results.

const PATIENCE = 150; // ms that a new request waits for the answer to the previous one
const SAY_AFTER = 450; // ms after the last key; an announcement per key would interrupt a screen reader
const BUSY_AFTER = 300;
const GIVE_UP_AFTER = 15_000;
const FINISHED_AFTER = 1000; // ms after the last key
const MOST_RECENT = 6;
const MOST_CHARACTERS = 1000; // of a query, as the server has it
const SWAPPED = ["lead", "kept", "results"];
const KINDS = { row: "Table", faq: "FAQ" };
const byId = (id) => document.getElementById(id);

const form = document.querySelector("form.search");
const input = form?.elements.q;
const list = form?.querySelector("[role=listbox]");
const live = form?.hasAttribute("data-live");

let settled = location.href; // the URL in the history; typing changes `shown` only
let shown = location.href;
let request = null;
let waiting = 0; // timer of a request that waits for the previous one
let active = -1;
let pressed = false;
let resting = 0;
let composing = false;
let finished = location.href; // the last search that was counted; the server counts pages that are opened

const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };

// Recent searches: kept in this browser only, unless the reader switches them off

const remembersSearches = () => remembered("guidedex.remember") !== "off";

function recents() {
  try {
    const found = JSON.parse(remembered("guidedex.recent") ?? "[]");
    return remembersSearches() && Array.isArray(found) ? found.filter((text) => typeof text === "string") : [];
  } catch { return []; }
}

function keep(query) {
  const text = query.trim().slice(0, 200);
  if (!text || !list || !remembersSearches()) return;
  const others = recents().filter((other) => other.toLowerCase() !== text.toLowerCase());
  remember("guidedex.recent", JSON.stringify([text, ...others].slice(0, MOST_RECENT)));
}

function forget() {
  try { localStorage.removeItem("guidedex.recent"); } catch { /* private mode */ }
  close();
}

// A search is finished when its page is opened, it is submitted, a result is clicked, or typing pauses for a second.
function finish() {
  clearTimeout(resting);
  if (!live || shown === finished) return;
  finished = shown;
  const query = new URL(shown).searchParams.get("q");
  if (!query) return;
  keep(query);
  if (form.dataset.finished) navigator.sendBeacon(form.dataset.finished + new URL(shown).search);
}

// Addresses and history

function address() {
  const fields = new URLSearchParams(new FormData(form));
  if (!fields.get("q").trim()) fields.delete("q");
  const query = fields.toString();
  return new URL(form.action + (query ? `?${query}` : ""), location.href).href;
}

function push(url) {
  if (!live) return;
  const place = { y: scrollY };
  history.replaceState(place, "", settled);
  if (url !== settled) history.pushState({ y: 0 }, "", url);
  settled = url;
}

// Fetching and showing results

async function fetchPage(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function fetchSuggestions(signal) {
  const text = input.value.trim();
  if (!text || !list) return [];
  const path = input.dataset.suggest;
  const answer = await fetch(`${path}?${new URLSearchParams({ q: text, limit: 6 })}`, { signal });
  if (!answer.ok) return [];
  const root = path.replace(/\/api\/.*/, "");
  const { suggestions } = await answer.json();
  const named = (kind) => KINDS[kind] ?? kind[0].toUpperCase() + kind.slice(1);
  return suggestions.map(({ text, kind, url, within }) => ({ text, kind: [within, named(kind)].filter(Boolean).join(" · "), url: url.startsWith("/") ? root + url : url }));
}

function hitsOf(page) {
  return [...page.querySelectorAll(".hit")].map((hit) => {
    const link = hit.querySelector("h3 a");
    return { text: link.textContent, kind: hit.querySelector(".kind")?.textContent ?? "", url: link.getAttribute("href") };
  });
}

async function ask(url, { typing = false, scroll = null } = {}) {
  request?.abort();
  const own = (request = Object.assign(new AbortController(), { typing }));
  const signal = AbortSignal.any([own.signal, AbortSignal.timeout(GIVE_UP_AFTER)]);
  const busy = setTimeout(() => live && byId("results").setAttribute("aria-busy", "true"), BUSY_AFTER);
  const slow = setTimeout(() => announce("Still searching…"), 10 * BUSY_AFTER);
  try {
    const answering = fetchPage(url, signal).finally(() => { clearTimeout(busy); clearTimeout(slow); });
    const suggesting = typing ? fetchSuggestions(signal).catch(() => []) : [];
    const page = await answering;
    while (pressed) await new Promise((done) => addEventListener("pointerup", () => setTimeout(done), { once: true }));
    if (own.signal.aborted || waiting) return;
    if (live) show(page, url, { typing, scroll });
    if (!typing) return;
    if (!composing) resting = setTimeout(finish, FINISHED_AFTER);
    const suggestions = await suggesting;
    if (!own.signal.aborted && !waiting) offer(suggestions, hitsOf(page));
  } catch (error) {
    if (!own.signal.aborted && !waiting) fail(url, error);
  } finally {
    if (request === own) {
      request = null;
      byId("results")?.removeAttribute("aria-busy");
      if (waiting) askTyped();
    }
  }
}

function show(page, url, { typing, scroll }) {
  const key = document.activeElement?.closest("#results [data-key]")?.dataset.key;
  const open = [...document.querySelectorAll("#results details[id][open]")].map((details) => details.id);
  for (const id of SWAPPED) {
    const fresh = page.getElementById(id);
    if (fresh) byId(id).replaceWith(document.adoptNode(fresh));
  }
  for (const id of open) byId(id)?.setAttribute("open", "");
  if (key) document.querySelector(`#results [data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  if (!typing) input.value = page.getElementById("q").value;
  document.title = page.title;
  shown = url;
  if (typing) history.replaceState(history.state, "", url);
  if (scroll !== null) scrollTo(0, scroll);
  byId("trouble").hidden = true;
  const banners = [...document.querySelectorAll("#results .banner > span")].map((banner) => banner.textContent);
  announce([byId("results").dataset.count, ...banners].filter(Boolean).join(". "));
}

function fail(url, error) {
  close();
  if (!live) return;
  byId("again").href = url;
  byId("trouble").hidden = false;
  announce(error.name === "TimeoutError" ? "The search took too long." : "The search did not answer.");
}

let announcing = 0;
function announce(words) {
  const status = byId("status");
  if (!status) return;
  clearTimeout(announcing);
  status.textContent = ""; // so that a repeated text is announced again
  announcing = setTimeout(() => { status.textContent = words; }, SAY_AFTER);
}

// Suggestions: a listbox that the input controls; focus never leaves the input

function offer(suggestions, hits) {
  if (!input.value.trim()) return;
  const most = live ? 5 : 7;
  const first = suggestions.slice(0, live ? 5 : 3);
  const more = live && first.length ? [] : hits.filter((hit) => !first.some(({ url }) => url === hit.url));
  open([...first, ...more].slice(0, most));
}

function offerRecent() {
  const found = recents().map((text) => ({ text, kind: "Searched before", url: `${form.action}?${new URLSearchParams({ q: text })}` }));
  open(found.length ? [...found, { text: "Forget these searches", kind: "", url: "" }] : []);
}

function open(choices) {
  if (!list || document.activeElement !== input) return close();
  const options = choices.map(({ text, kind, url }, number) => {
    const option = document.createElement("div");
    option.role = "option";
    option.id = `option-${number}`;
    option.ariaSelected = "false";
    option.dataset.url = url;
    for (const [words, name] of [[text, url ? "" : "forget"], [kind, "count"]]) {
      const span = document.createElement("span");
      span.textContent = words;
      span.dir = "auto";
      span.className = name;
      option.append(span);
    }
    return option;
  });
  list.replaceChildren(...options);
  active = -1;
  input.removeAttribute("aria-activedescendant");
  list.hidden = !options.length;
  input.ariaExpanded = String(!list.hidden);
}

function close() {
  if (!list) return;
  list.hidden = true;
  active = -1;
  input.ariaExpanded = "false";
  input.removeAttribute("aria-activedescendant");
}

function activate(number) {
  list.children[active]?.setAttribute("aria-selected", "false");
  active = number;
  const option = list.children[active];
  option?.setAttribute("aria-selected", "true");
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function go(url, elsewhere) {
  if (!url) return forget();
  finish();
  if (elsewhere) return void window.open(url, "_blank", "noopener");
  close();
  push(address());
  location.href = url;
}

// Event handlers

// Text that an input method composes is searched, and remembered, once it is composed. A paste beyond what the server
// takes is cut here, as an address could not hold it either.
function entered(event) {
  if (event.isComposing) return;
  const characters = [...input.value];
  const isCut = characters.length > MOST_CHARACTERS;
  if (isCut) input.value = characters.slice(0, MOST_CHARACTERS).join("");
  form.querySelector(".cut").textContent = isCut
    ? `Only the first ${MOST_CHARACTERS.toLocaleString("en")} of ${characters.length.toLocaleString("en")} characters are searched.` : "";
  typed();
  if (list && !input.value.trim()) offerRecent();
}

// One request at a time; the next one is sent for the text in the input when the previous one is answered, so that a
// fast server is asked at every key, and a slow one no more often than it answers.
function typed() {
  clearTimeout(resting);
  clearTimeout(waiting);
  waiting = 0;
  if (request) waiting = setTimeout(askTyped, PATIENCE);
  else askTyped();
}

function askTyped() {
  clearTimeout(waiting);
  waiting = 0;
  if (!live && !input.value.trim()) return close();
  return ask(address(), { typing: true });
}

function submitted(event) {
  clearTimeout(waiting);
  waiting = 0;
  close();
  if (!live) return void keep(input.value);
  event.preventDefault();
  const url = address();
  push(url);
  if (matchMedia("(pointer: coarse)").matches) input.blur();
  if (url === shown && !request) finish();
  else ask(url, { scroll: 0 }).then(finish);
}

function pressedKey(event) {
  if (event.isComposing || event.keyCode === 229) return;  // 229: Safari ends a composition before the key that ends it
  const elsewhere = event.ctrlKey || event.metaKey;
  const isOpen = list && !list.hidden;
  const last = isOpen ? list.children.length - 1 : -1;
  const steps = {
    ArrowDown: () => activate(active >= last ? -1 : active + 1),
    ArrowUp: () => activate(active < 0 ? last : active - 1),
    Home: () => activate(0),
    End: () => activate(last),
  };
  if (event.key === "Enter" && (active >= 0 || elsewhere)) {
    event.preventDefault();
    go(active >= 0 ? list.children[active].dataset.url : address(), elsewhere);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (isOpen) close();
    else if (input.value) { input.value = ""; typed(); }
  } else if (isOpen && event.key in steps && (active >= 0 || event.key.startsWith("Arrow"))) {
    event.preventDefault();
    steps[event.key]();
  } else if (!isOpen && event.key === "ArrowDown" && list) {
    event.preventDefault();
    if (!input.value.trim()) return offerRecent();
    askTyped().then(() => !list.hidden && activate(0));
  } else if (active >= 0 && /^Arrow(Left|Right)$/.test(event.key)) {
    activate(-1);
  }
}

function clicked(event) {
  const link = event.target.closest?.("#results a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href);
  if (location.href !== settled) push(location.href); // what was typed is a step of the history of its own
  if (url.pathname !== new URL(form.action).pathname || url.origin !== location.origin) {
    finish();
    return;
  }
  event.preventDefault();
  const isPage = Boolean(link.closest(".pager"));
  push(url.href);
  ask(url.href, { scroll: isPage ? 0 : null }).then(() => {
    if (!isPage) return;
    byId("found").tabIndex = -1;
    byId("found").focus({ preventScroll: true });
  });
}

function shortcut(event) {
  const isEditing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const isK = event.key.toLowerCase() === "k" && event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey;
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isEditing;
  if (!isK && !(isSlash && remembered("guidedex.slash") !== "off")) return;
  event.preventDefault();
  input.focus();
  input.select();
}

function start() {
  const keys = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘K" : "Ctrl K";
  form.querySelector(".hint").textContent = keys;
  input.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
  if (list) {
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.ariaExpanded = "false";
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option.dataset.url, event.ctrlKey || event.metaKey);
    });
  }
  const shortcuts = document.querySelector(".shortcuts");
  const [slash, recent] = shortcuts.querySelectorAll("input");
  shortcuts.hidden = false;
  slash.checked = remembered("guidedex.slash") !== "off";
  slash.addEventListener("change", () => remember("guidedex.slash", slash.checked ? "on" : "off"));
  recent.checked = remembersSearches();
  recent.addEventListener("change", () => {
    remember("guidedex.remember", recent.checked ? "on" : "off");
    if (!recent.checked) forget();
  });
  input.addEventListener("input", entered);
  input.addEventListener("compositionstart", () => { composing = true; clearTimeout(resting); clearTimeout(waiting); waiting = 0; });
  input.addEventListener("compositionend", (event) => { composing = false; entered(event); });
  input.addEventListener("focus", () => list && !input.value.trim() && offerRecent());
  input.addEventListener("keydown", pressedKey);
  input.addEventListener("blur", close);
  form.addEventListener("submit", submitted);
  document.addEventListener("keydown", shortcut);
  if (!live) return;
  keep(new URL(location.href).searchParams.get("q") ?? "");
  document.addEventListener("click", clicked);
  addEventListener("pointerdown", () => { pressed = true; });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { pressed = false; });
  addEventListener("popstate", (event) => {
    settled = location.href;
    if (location.href.split("#")[0] === shown.split("#")[0]) {
      if (request && !request.typing) request.abort(); // back and forward again: what was asked for between is not shown
      return;
    }
    ask(location.href, { scroll: event.state?.y ?? 0 });
  });
}

// The table of contents closes when one of its links is chosen.
document.addEventListener("click", (event) => event.target.closest?.("[popover] a[href^='#']")?.closest("[popover]").hidePopover());
if (form && input) start();
