// The family tree in a notebook: shows the picture Python draws, and asks Python to hide, doubt, colour and explain.
// Everything is built once and changed in place, so that the keyboard focus stays where it is.

const BUSY = "The notebook is busy with another cell. The tree changes when it is done.";
const GONE =
  "Nothing was changed: the program behind this notebook has stopped or was started anew. " +
  "Run the notebook again from its first cell (menu Run, Run All Cells).";
const PARTS = {
  lists: "The same as nested lists, with the arguments",
  table: "The same as a table",
  map: "Which readings travel together",
};

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  // Notebook shortcuts look at the focused element itself, so each control needs the mark.
  if (/^(button|input|select|summary)$/.test(tag)) node.setAttribute("data-lm-suppress-shortcuts", "true");
  node.append(...children);
  return node;
};

/** A document that Python made, as a node of this page. A parser for HTML would run what is in it; this one does not. */
const parsed = (text, type) => document.importNode(new DOMParser().parseFromString(text, type).documentElement, true);

/** The picture travels and is stored zipped: a fifth of its size. */
const unzipped = (data) =>
  new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"))).text();

/** "busy", "idle", "gone", or "" where the page cannot know. */
function kernelStatus({ widget_manager: manager }) {
  if (!manager || !("kernel" in manager)) return "";
  const kernel = manager.kernel;
  if (!kernel || (kernel.connectionStatus ?? "connected") !== "connected") return "gone";
  if (["dead", "terminating", "restarting", "autorestarting"].includes(kernel.status)) return "gone";
  return kernel.status === "idle" ? "idle" : "busy";
}

/** Fills a list with [value, text, group] and keeps what was chosen. */
function fill(select, options) {
  const kept = select.value;
  const groups = new Map();
  const nodes = options.map(([value, text, group]) => {
    const option = element("option", { value }, text);
    if (!group) return option;
    if (groups.has(group)) return groups.get(group).append(option);
    groups.set(group, element("optgroup", { label: group }, option));
    return groups.get(group);
  });
  select.replaceChildren(...nodes.filter(Boolean));
  if (options.some(([value]) => value === kept)) select.value = kept;
}

/** The options, with one more for a value that a cell of the notebook chose and the list does not hold. */
const withValue = (options, value) =>
  !value || options.some(([one]) => one === value) ? options : [...options, [value, value.replace("=", ": ")]];

/** "L2=defense" as its place and its code. */
const parted = (reading) => [reading.slice(0, reading.indexOf("=")), reading.slice(reading.indexOf("=") + 1)];

function render({ model, el }) {
  const read = (name) => JSON.parse(model.get(name));
  const colour = element("select");
  const spread = element("select");
  const large = element("input", { type: "checkbox" });
  const page = element("select");
  const reading = element("select");
  const hide = element("button", { type: "button" });
  const doubt = element("button", { type: "button" });
  const reset = element("button", { type: "button" }, "Start again with all");
  const said = element("p", { class: "mlt-said", role: "status" });
  const why = element("p", { class: "mlt-why", role: "status" });
  const picture = element("div", {
    class: "mlt-box", tabindex: "0", role: "group", "aria-label": "The picture; it scrolls",
    "data-lm-suppress-shortcuts": "true",
  });
  const label = (text, control) => {
    control.id = `mlt-${Math.random().toString(36).slice(2)}`;
    return element("div", {}, element("label", { for: control.id }, text), control);
  };
  const parts = Object.entries(PARTS).map(([name, title]) => {
    const box = element("div", {
      class: "mlt-box", tabindex: "0", role: "group", "aria-label": title, "data-lm-suppress-shortcuts": "true",
    });
    const details = element("details", {}, element("summary", {}, title), box);
    return { name, box, details };
  });
  const root = element(
    "div", { class: "mlt", role: "group", "aria-label": "Family tree" },
    element("fieldset", {}, element("legend", {}, "Look"),
      label("Marks show", colour), label("Where does this reading stand?", spread),
      element("label", {}, large, " Large type, few words")),
    element("fieldset", {}, element("legend", {}, "Argue with it"),
      label("Page", page), hide, label("Reading", reading), doubt, reset),
    said, why, picture, ...parts.map(({ details }) => details),
  );

  let asked = 0;
  let answered = 0;
  /** Sends a message and says in `where` that it is under way; without `where`, what is shown stays till the answer. */
  const ask = (message, where) => {
    const number = ++asked;
    const open = () => answered < number;
    const say = (text) => where && (where.textContent = text);
    const gone = () => open() && ((answered = asked), say(GONE));
    say("Working…");
    // The kernel reports "idle" once it is through with this message. No answer by then: it no longer knows the tree.
    const status = ({ content }) => content.execution_state === "idle" && setTimeout(gone, 1500);
    try {
      model.send({ ...message, number }, { iopub: { status } });
    } catch {
      return gone();
    }
    let idle = 0;
    const look = () => {
      if (!open()) return;
      const now = kernelStatus(model);
      idle = now === "idle" ? idle + 1 : 0;
      if (now === "gone" || idle > 2) return gone();
      if (now === "busy") say(BUSY);
      setTimeout(look, 1000);
    };
    setTimeout(look, 1000);
  };
  const act = (action, ...names) => ask({ kind: "do", action, names }, said);
  const explain = () => page.value && ask({ kind: "why", name: page.value }, why);
  const fetchPart = ({ name, box, details }) =>
    details.open && ask({ kind: "part", name }, box.children.length ? null : box);

  /** In the picture, the page that is explained stands out. */
  const mark = () => {
    const explained = why.textContent ? page.value : "";
    picture.querySelectorAll("[data-page]").forEach(({ classList, dataset }) =>
      classList.toggle("chosen", dataset.page === explained));
  };
  const drawPicture = async () => {
    const zipped = model.get("picture");
    const svg = await unzipped(zipped);
    if (zipped !== model.get("picture")) return; // a newer one is on its way
    picture.replaceChildren(parsed(svg, "image/svg+xml"));
    mark();
  };
  const drawChoices = () => {
    const { colours, pages, readings } = read("choices");
    const { colour: coloured, spread: shown, large: enlarged, hidden, doubted } = read("chosen");
    const noted = (value, text, list, word) => [value, list.includes(value) ? `${text} (${word})` : text];
    fill(colour, withValue(colours, coloured));
    fill(spread, [["", "show none"], ...withValue(readings, shown)]);
    fill(page, pages.map(([value, text]) => noted(value, text, hidden, "hidden")));
    fill(reading, readings.map(([value, text, group]) => [...noted(value, text, doubted, "doubted"), group]));
    colour.value = coloured;
    spread.value = shown;
    large.checked = enlarged;
    drawButtons();
  };
  const drawButtons = () => {
    const { hidden, doubted } = read("chosen");
    hide.textContent = hidden.includes(page.value) ? `Show ${page.value} again` : `Hide ${page.value}`;
    doubt.textContent = doubted.includes(reading.value) ? "Trust this reading again" : "Doubt this reading";
  };
  const drawParts = () => parts.forEach(fetchPart);
  const take = (message) => {
    answered = Math.max(answered, message.number ?? 0);
    if (message.kind === "said") said.textContent = message.text;
    if (message.kind === "why") {
      why.textContent = message.text;
      mark();
    }
    if (message.kind === "part") {
      const { box } = parts.find(({ name }) => name === message.name);
      box.replaceChildren(parsed(message.xhtml, "application/xhtml+xml"));
    }
  };

  const change = (action, ...names) => {
    why.textContent = "";
    mark();
    act(action, ...names);
  };

  colour.addEventListener("change", () => act("colour_by", colour.value));
  spread.addEventListener("change", () =>
    spread.value ? act("spread", ...parted(spread.value)) : act("colour_by", colour.value));
  large.addEventListener("change", () => act(large.checked ? "for_projector" : "for_screen"));
  page.addEventListener("change", () => (drawButtons(), explain()));
  reading.addEventListener("change", drawButtons);
  hide.addEventListener("click", () =>
    change(read("chosen").hidden.includes(page.value) ? "show" : "hide", page.value));
  doubt.addEventListener("click", () =>
    change(read("chosen").doubted.includes(reading.value) ? "trust" : "doubt", ...parted(reading.value)));
  reset.addEventListener("click", () => change("reset"));
  picture.addEventListener("click", ({ target }) => {
    const one = target.closest("[data-page]");
    if (!one) return;
    page.value = one.dataset.page;
    drawButtons();
    explain();
  });
  parts.forEach((part) => part.details.addEventListener("toggle", () => fetchPart(part)));
  // The notebook's own shortcuts must not see keys pressed in here, nor may the browser open its dialogue for saving.
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) event.preventDefault();
  });

  // A tree is connected from the start, so the one change there can be is that a restart has cut it off.
  const cutOff = () => (said.textContent = GONE);
  const watched = [
    ["change:picture", drawPicture], ["change:picture", drawParts], ["change:chosen", drawChoices],
    ["msg:custom", take], ["comm_live_update", cutOff],
  ];
  watched.forEach(([name, handler]) => model.on(name, handler));
  drawChoices();
  drawPicture();
  el.append(root);
  return () => watched.forEach(([name, handler]) => model.off(name, handler));
}

export default { render };
