// The page of a quiz. It shows what Python sends and reports what the learner does; it holds no key and grades nothing.
// A card is built once and then changed in place, so the keyboard focus and whatever was typed stay where they are.

// anywidget loads this module once per quiz, so what quizzes share, and what must outlive one, hangs on the window:
// answers not yet checked come back when the cell runs again, even after the kernel was restarted.
const shared = (globalThis[Symbol.for("medialit.quiz")] ??= { drafts: new Map(), serial: 0 });

const BUSY = "The notebook is busy with another cell. Your answer will be checked when it is done.";
const GONE =
  "Not checked: the program behind this notebook has stopped or was started anew. What you entered is kept. " +
  "Run the notebook again from its first cell (menu Run, Run All Cells), then check again.";
const LETTERS = "ABCDEFGH";
const CONTROLS = new Set(["a", "button", "input", "select", "summary"]);

/** An element. Names that start with "on" are listeners, "html" is HTML made by Python, null leaves an attribute out. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  // Notebook shortcuts look at the focused element itself, so each control needs the mark.
  if (CONTROLS.has(tag)) element.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "html") element.innerHTML = value;
    else if (value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const button = (label, onclick, attributes = {}) => h("button", { type: "button", onclick, ...attributes }, label);
const select = (options, attributes) => h("select", attributes, ...options.map(([value, text]) => h("option", { value }, text)));
const hidden = (text) => h("span", { class: "mlq-sr" }, text);

/** Sets text only where it differs: a live region that is written again is read out again. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// ---------------------------------------------------------------------------------------------- controls, one per type
// Each returns {body, read, write, missing}. `read` gives the response or null, `missing` what to say for null;
// `unfinished`, where a part of an answer is no response yet, gives what to keep as a draft.

function choices(item, { name, changed }) {
  const type = item.type === "single" ? "radio" : "checkbox";
  const inputs = item.choices.map(([value]) => h("input", { type, name, value, onchange: changed }));
  const line = ([, html], i) => h("label", {}, inputs[i], h("b", {}, LETTERS[i]), h("span", { html }));
  const picked = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return {
    body: h("div", { class: "mlq-choices" }, ...item.choices.map(line)),
    read: () => (picked().length ? (item.type === "single" ? picked()[0] : picked()) : null),
    write: (response) => inputs.forEach((input) => (input.checked = [response].flat().includes(input.value))),
    missing: item.type === "single" ? "Choose an answer first." : "Tick at least one answer first.",
  };
}

/** A line of text. Numbers use it too: `type=number` would drop "17,5" and change under the mouse wheel. */
function line({ changed, check }, attributes) {
  const enter = (event) => event.key === "Enter" && !event.isComposing && check();
  return h("input", { type: "text", autocomplete: "off", oninput: changed, onkeydown: enter, ...attributes });
}

function typed(item, card) {
  const number = item.type === "number";
  const input = line(card, { inputmode: number ? "decimal" : null, class: number ? "mlq-short" : null });
  const unit = number && item.unit ? [" ", item.unit] : [];
  return {
    body: h("label", {}, "Your answer ", input, ...unit),
    read: () => input.value.trim() || null,
    write: (response) => (input.value = response ?? ""),
    missing: number ? "Type a number first." : "Type an answer first.",
  };
}

function probability(item, card) {
  const range = h("input", { type: "range", min: 0, max: 100, "aria-label": "Probability in per cent", class: "mlq-unset" });
  const box = line(card, { inputmode: "decimal", class: "mlq-short", "aria-label": "Probability in per cent, as a number" });
  const tie = () => {
    const value = parseFloat(box.value.replace(",", "."));
    if (value >= 0 && value <= 100) range.value = value;
    // Until a number is given the range stands in the middle and must not look like an answer.
    range.classList.toggle("mlq-unset", !box.value);
  };
  range.addEventListener("input", () => ((box.value = range.value), tie(), card.changed()));
  box.addEventListener("input", tie);
  return {
    body: h("div", { class: "mlq-row" }, h("span", {}, "0 %"), range, h("span", {}, "100 %"), box, "%"),
    read: () => box.value.trim() || null,
    write: (response) => ((box.value = response ?? ""), tie()),
    missing: "Set a probability first.",
  };
}

/** Follows the pointer from a press on `grip` until it is let go. A locked card is left alone. */
function drag(grip, { start, move, end }) {
  grip.addEventListener("pointerdown", (event) => {
    if (event.button || grip.closest(".mlq-locked")) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    start?.(event);
    grip.onpointermove = move;
    const stop = (last) => {
      grip.onpointermove = grip.onlostpointercapture = grip.onpointerup = null;
      end?.(last);
    };
    grip.onpointerup = (last) => stop(last);
    grip.onlostpointercapture = () => stop(null);
  });
}

function order(item, { changed }) {
  let touched = false;
  const list = h("ol", { class: "mlq-lines" });
  const news = h("p", { class: "mlq-sr", role: "status" });
  const lines = () => [...list.children];
  const number = () =>
    lines().forEach((row, i, all) => {
      row.querySelector("b").textContent = i + 1;
      row.querySelector(".mlq-up").setAttribute("aria-disabled", i === 0);
      row.querySelector(".mlq-down").setAttribute("aria-disabled", i === all.length - 1);
    });
  /** Moves `row` by moving its neighbour: an element that is taken out and put back loses the focus and the pointer. */
  const shift = (row, down) => {
    const other = down ? row.nextElementSibling : row.previousElementSibling;
    if (!other) return false;
    if (down) row.before(other);
    else row.after(other);
    number();
    touched = true;
    changed();
    say(news, `Now number ${lines().indexOf(row) + 1} of ${item.options.length}: ${row.dataset.text}`);
    return true;
  };
  const follow = (row) => (event) => {
    const beyond = (other, edge) => other && (edge > 0 ? event.clientY > middle(other) : event.clientY < middle(other));
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    while (beyond(row.nextElementSibling, 1) && shift(row, true));
    while (beyond(row.previousElementSibling, -1) && shift(row, false));
  };
  const build = ([id, html]) => {
    const text = h("span", { html });
    const row = h("li", { "data-id": id, "data-text": text.textContent }, grip(), h("b"), text);
    row.append(
      button("↑", () => shift(row, false), { class: "mlq-up", "aria-label": `Move up: ${text.textContent}` }),
      button("↓", () => shift(row, true), { class: "mlq-down", "aria-label": `Move down: ${text.textContent}` }),
    );
    const mark = (on) => () => row.classList.toggle("mlq-held", on);
    drag(row.firstChild, { start: mark(true), move: follow(row), end: mark(false) });
    return row;
  };
  list.append(...item.options.map(build));
  number();
  return {
    body: h("div", {}, h("p", { class: "mlq-how" }, "Drag a line by its handle, or use the arrows."), list, news),
    read: () => (touched ? lines().map((row) => row.dataset.id) : null),
    write: (response) => {
      list.append(...(response ?? []).map((id) => lines().find((row) => row.dataset.id === id)).filter(Boolean));
      touched = Boolean(response);
      number();
    },
    missing: "Put the lines in order first: drag them, or use the arrows.",
  };
}

const grip = () => h("span", { class: "mlq-grip", "aria-hidden": "true" }, "⠿");

function match(item, { changed, name }) {
  const bins = item.bins.map(([id, text]) => h("span", { class: "mlq-bin", "data-id": id }, h("span", {}, text), h("i")));
  const lists = item.rows.map((_, i) =>
    select([["", "Choose …"], ...item.bins], { "aria-labelledby": `${name}-row${i}`, onchange: () => (count(), changed()) }),
  );
  const count = () =>
    bins.forEach((bin) => (bin.lastChild.textContent = lists.filter((list) => list.value === bin.dataset.id).length || ""));
  const sorted = () => Object.fromEntries(item.rows.map(([id], i) => [id, lists[i].value]));
  const under = (event) => bins.find((bin) => bin === document.elementFromPoint(event.clientX, event.clientY)?.closest(".mlq-bin"));
  const build = ([, html], i) => {
    const row = h("li", {}, grip(), h("span", { html, id: `${name}-row${i}` }), lists[i]);
    let from;
    drag(row.firstChild, {
      start: (event) => ((from = event), row.classList.add("mlq-held")),
      move: (event) => {
        row.style.transform = `translate(${event.clientX - from.clientX}px, ${event.clientY - from.clientY}px)`;
        bins.forEach((bin) => bin.classList.toggle("mlq-over", bin === under(event)));
      },
      end: (event) => {
        const bin = event && under(event);
        row.style.transform = "";
        row.classList.remove("mlq-held");
        bins.forEach((other) => other.classList.remove("mlq-over"));
        if (bin) (lists[i].value = bin.dataset.id), count(), changed();
      },
    });
    return row;
  };
  return {
    // The bins repeat the drop-down lists for the pointer, so a screen reader is spared them.
    body: h("div", {},
      h("p", { class: "mlq-how" }, "Choose from each list, or drag a line by its handle."),
      h("div", { class: "mlq-bins", "aria-hidden": "true" }, ...bins),
      h("ul", { class: "mlq-lines" }, ...item.rows.map(build)),
    ),
    read: () => (lists.every((list) => list.value) ? sorted() : null),
    unfinished: sorted,
    write: (response) => {
      item.rows.forEach(([id], i) => (lists[i].value = response?.[id] ?? ""));
      count();
    },
    missing: "Choose a place for every line first.",
  };
}

function highlight(item, { changed }) {
  // {start, end, category?, severity?} in order of place; no two overlap
  let marks = [];
  const rows = new Map();
  const fields = [["category", item.categories], ["severity", item.severities]].filter(([, options]) => options.length);
  const words = item.words.map((word, i) => h("span", { "data-word": i }, word));
  // Spaces, coloured between two words of one mark.
  const gaps = words.map(() => h("span", {}, " "));
  const passage = h("p", { class: "mlq-passage" }, ...words.flatMap((word, i) => [word, gaps[i]]));
  const list = h("ul", { class: "mlq-lines" });
  const news = h("p", { class: "mlq-sr", role: "status" });
  const numbered = item.words.map((word, i) => [i, `${i + 1} ${word}`]);
  const ends = ["First word", "Last word"].map((name) =>
    select(numbered, { "aria-label": name, onchange: () => draw(stretch(...chosen())), onblur: () => draw() }),
  );
  const chosen = () => ends.map((end) => Number(end.value));
  const quote = ({ start, end }) => item.words.slice(start, end + 1).join(" ");
  const inside = (i) => marks.find((mark) => mark.start <= i && i <= mark.end);
  const stretch = (a, b) => ({ start: Math.min(a, b), end: Math.max(a, b) });

  /** Colours the words; a stretch that is being chosen has an outline. */
  const draw = (draft) =>
    words.forEach((word, i) => {
      word.classList.toggle("mlq-marked", Boolean(inside(i)));
      gaps[i].classList.toggle("mlq-marked", inside(i)?.end > i);
      word.classList.toggle("mlq-draft", draft?.start <= i && i <= draft?.end);
    });
  const field = (mark) => ([name, options]) => {
    const choice = select([["", `Choose the ${name} …`], ...options.map((option) => [option, option])], {
      "aria-label": `The ${name} of “${quote(mark)}”`,
      onchange: () => ((mark[name] = choice.value || undefined), changed()),
    });
    choice.value = mark[name] ?? "";
    return choice;
  };
  const entry = (mark) => {
    // The button that has the focus goes away, so the focus moves to where the next mark is made.
    const drop = button("Remove", () => (remove(mark), ends[0].focus()), { "aria-label": `Remove the mark “${quote(mark)}”` });
    return h("li", {}, h("span", {}, `“${quote(mark)}”`), ...fields.map(field(mark)), drop);
  };
  /** Lists the marks. Rows of marks that stay are kept, with the focus that may be in them. */
  const relist = () => {
    for (const [mark, row] of rows) if (!marks.includes(mark)) row.remove(), rows.delete(mark);
    marks.forEach((mark, i) => {
      if (!rows.has(mark)) rows.set(mark, entry(mark));
      if (list.children[i] !== rows.get(mark)) list.insertBefore(rows.get(mark), list.children[i] ?? null);
    });
    draw();
  };
  const tell = (verb, mark) => (relist(), changed(), say(news, `${verb} “${quote(mark)}”. ${marks.length} marked.`));
  const add = ({ start, end }) => {
    const mark = { start, end };
    marks = [...marks.filter((other) => other.end < start || end < other.start), mark].sort((a, b) => a.start - b.start);
    tell("Marked", mark);
  };
  const remove = (mark) => ((marks = marks.filter((other) => other !== mark)), tell("Removed", mark));
  const wordAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".mlq-passage [data-word]");
  let from, to;
  drag(passage, {
    start: (event) => (from = to = words.indexOf(wordAt(event))),
    move: (event) => {
      if (words.includes(wordAt(event))) to = words.indexOf(wordAt(event));
      if (from >= 0) draw(stretch(from, to));
    },
    end: (event) => {
      if (from < 0 || !event) return draw();
      if (from === to && inside(from)) remove(inside(from));
      else add(stretch(from, to));
    },
  });
  return {
    body: h("div", {},
      h("p", { class: "mlq-how" }, "Drag across words to mark them; press a mark to remove it. Or choose the words below."),
      passage,
      h("div", { class: "mlq-row" }, "From ", ends[0], " to ", ends[1], button("Mark", () => add(stretch(...chosen())))),
      list, news,
    ),
    read: () => (marks.length ? marks : null),
    write: (response) => ((marks = (response ?? []).map((mark) => ({ ...mark }))), relist()),
    missing: "Mark some words first.",
  };
}

const table = () => ({
  body: h("p", { class: "mlq-how" }, "You answer this one in the code cell below; the verdict appears there too."),
  read: () => null,
  write: () => {},
  missing: "",
});

const CONTROL = { single: choices, multiple: choices, number: typed, text: typed, order, match, highlight, probability, table };

// ------------------------------------------------------------------------------------------------------------ one card

/** "How sure are you?": asked once, before the first answer. A guess is never marked, so it shows no marks. */
function sureness(item, levels, name, changed) {
  const inputs = levels.map((_, i) => h("input", { type: "radio", name: `${name}-sure`, value: i + 1, onchange: changed }));
  const row = ([label, marks], i) => h("label", {}, inputs[i], h("span", {}, label, ...(item.prediction ? [] : [" ", h("small", {}, `(${marks})`)])));
  return {
    body: h("fieldset", { class: "mlq-sure" }, h("legend", {}, "How sure are you?"), ...levels.map(row)),
    read: () => Number(inputs.find((input) => input.checked)?.value) || null,
    write: (level) => inputs.forEach((input, i) => (input.checked = i + 1 === level)),
  };
}

/** What the button of a card does next. A test, where an answer is given once, brings its own words. */
function action({ prediction, vote, steps }, attempts, locked) {
  if (steps) return steps[attempts ? 1 : locked ? 2 : 0];
  if (prediction) return attempts ? "Saved" : "Save my guess";
  if (vote && attempts < 2) return attempts ? "Vote again" : "Vote";
  return attempts ? "Check again" : "Check";
}

/** One question. `show(state)` changes it in place; `ask` sends an answer to Python. */
function card(item, { title, levels, ask, heading }) {
  const name = `mlq${++shared.serial}`;
  // A draft comes back only to the very same question.
  const key = JSON.stringify(item);
  const opened = Date.now();
  let attempts = 0, draft = false, sent = null, hintSeen = false;

  const changed = () => {
    draft = true;
    shared.drafts.set(key, { response: (control.unfinished ?? control.read)(), level: sure?.read() });
  };
  const check = () => {
    const response = control.read();
    const level = sure && !attempts ? sure.read() : null;
    if (sent && !sent.gone) return ask(sent.message);
    if (box.classList.contains("mlq-locked")) return;
    if (response === null) return say(status, control.missing);
    if (sure && !attempts && !level) return say(status, "Say how sure you are, too.");
    const seconds = Math.round((Date.now() - opened) / 100) / 10;
    const answer = { kind: "commit", item: item.id, response, certainty: level };
    // The same answer again has the same token: should both arrive, Python counts one.
    const id = JSON.stringify(answer);
    const token = sent?.id === id ? sent.message.token : `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    sent = { id, message: { ...answer, hint_seen: hintSeen, seconds, token } };
    draft = false;
    say(status, "Checking …");
    ask(sent.message, wait(token));
  };
  /** What Python or the kernel has to say about the answer that is under way. */
  const wait = (token) => ({
    pending: () => sent?.message.token === token && !sent.gone,
    busy: () => say(status, BUSY),
    gone: () => ((sent.gone = true), say(status, GONE)),
  });

  const control = CONTROL[item.type](item, { name, changed, check });
  const sure = item.certainty ? sureness(item, levels, name, changed) : null;
  const go = button("Check", check, { class: "mlq-go" });
  const hint = h("details", { ontoggle: () => (hintSeen = true) }, h("summary", {}, "Hint"), h("div", { html: item.hint }));
  const status = h("p", { class: "mlq-status", role: "status" });
  const note = h("p", { class: "mlq-note" });
  const verdict = h("div", { class: "mlq-verdict", role: "status" });
  const box = h("fieldset", { class: "mlq-card", "data-item": item.id, "aria-labelledby": `${name}-title ${name}-prompt` },
    h("legend", { id: `${name}-title` }, title),
    h("div", { id: `${name}-prompt`, class: "mlq-prompt", html: item.prompt }),
    note, control.body, ...(sure ? [sure.body] : []),
    h("div", { class: "mlq-actions" }, ...(item.type === "table" ? [] : [go]), ...(item.hint ? [hint] : [])),
    status, verdict,
  );

  let last;
  const show = (state = {}) => {
    // Every update carries all the questions; only those that changed are touched.
    if (JSON.stringify(state) === last) return;
    last = JSON.stringify(state);
    const mine = sent && state.token === sent.message.token;
    const restored = state.response !== undefined && !draft && !sent;
    attempts = state.attempts ?? 0;
    if (restored) control.write(state.response);
    if (mine) {
      sent = null;
      if (state.refused) draft = true;
      else if (!draft) shared.drafts.delete(key);
    }
    if (mine || !sent) say(status, state.refused ?? "");
    say(note, state.headline ? "" : state.note ?? "");
    draw(state);
  };
  const draw = (state) => {
    const locked = Boolean(state.locked || (item.prediction && attempts));
    const html = state.headline ? verdictHtml(state, heading) : "";
    if (verdict.dataset.html !== html) verdict.innerHTML = verdict.dataset.html = html;
    verdict.dataset.mark = state.mark ?? "";
    say(go, action(item, attempts, locked));
    box.classList.toggle("mlq-locked", locked);
    go.setAttribute("aria-disabled", locked);
    control.body.querySelectorAll("button, input, select").forEach((one) => (one.disabled = locked));
    if (sure) sure.body.hidden = attempts > 0 || locked;
  };

  const kept = shared.drafts.get(key);
  if (kept) {
    control.write(kept.response);
    sure?.write(kept.level);
    draft = true;
  }
  return { box, show, answered: () => attempts > 0 };
}

/** The verdict. Its parts that carry markup come from Python; the plain sentences are escaped here. */
function verdictHtml({ headline, note, certainty, reasons, key }, heading) {
  const plain = (tag, text) => (text ? h(tag, {}, text).outerHTML : "");
  return (
    plain(heading, headline) + plain("p", note) + plain("p", certainty) +
    (reasons ? `<ul>${reasons}</ul>` : "") +
    (key ? `<div class="mlq-key"><b>The answer</b>${key}</div>` : "")
  );
}

// ------------------------------------------------------------------------------------------------ talking to the kernel

/** "busy", "idle", "gone", or "" where the page cannot know (a front end that does not tell). */
function kernelStatus(model) {
  const manager = model.widget_manager;
  if (!manager || !("kernel" in manager)) return "";
  const kernel = manager.kernel;
  if (!kernel || (kernel.connectionStatus ?? "connected") !== "connected") return "gone";
  if (["dead", "terminating", "restarting", "autorestarting"].includes(kernel.status)) return "gone";
  return kernel.status === "idle" ? "idle" : "busy";
}

/** Sends an answer and watches over it: a kernel that is busy, restarted or dead must not leave "Checking …" standing. */
function send(model, message, waiting) {
  const gone = () => waiting?.pending() && waiting.gone();
  // The kernel reports "idle" once it is through with this very message. No verdict by then: it no longer knows the quiz.
  const status = ({ content }) => content.execution_state === "idle" && setTimeout(gone, 1000);
  try {
    model.send(message, { iopub: { status } });
  } catch {
    return gone();
  }
  let idle = 0;
  const look = () => {
    if (!waiting?.pending()) return;
    const now = kernelStatus(model);
    idle = now === "idle" ? idle + 1 : 0;
    if (now === "gone" || idle > 2) return gone();
    if (now === "busy" || !now) waiting.busy();
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}

function render({ model, el }) {
  const items = JSON.parse(model.get("items"));
  const name = model.get("title");
  const levels = model.get("levels");
  const cards = items.map((item, i) =>
    card(item, {
      title: items.length > 1 ? `Question ${i + 1} of ${items.length}` : "Question",
      levels,
      heading: name ? "h4" : "h3", // a section of the notebook is an h2, and no level may be left out
      ask: (message, waiting) => send(model, message, waiting),
    }),
  );
  const progress = h("p", { class: "mlq-progress" });
  const alarm = h("p", { class: "mlq-alarm", role: "status" });
  const head = h("div", { class: "mlq-head" }, ...(name ? [h("h3", {}, name)] : []), progress);
  // A group and no section: a landmark needs a name of its own, and a lesson has a dozen quizzes.
  const root = h("div", { class: "mlq", role: "group", "aria-label": name || "Quiz" }, head, ...cards.map(({ box }) => box), alarm);
  // No key pressed in a quiz may reach the notebook: there x cuts the cell, b adds one and an arrow leaves the quiz.
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    // The learner who saves out of habit should not get the browser's own dialogue.
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) event.preventDefault();
  });

  const update = () => {
    const states = JSON.parse(model.get("states"));
    cards.forEach(({ show }, i) => show(states[items[i].id]));
    say(progress, items.length > 1 ? `${cards.filter(({ answered }) => answered()).length} of ${items.length} answered` : "");
  };
  // A quiz is connected from the start, so the one change there can be is that a restart has cut it off.
  const cutOff = () => say(alarm, GONE.replace("Not checked: the", "The"));
  model.on("change:states", update);
  model.on("comm_live_update", cutOff);
  update();
  // A test has a frame around its questions: front/assessment.js, which is no part of a quiz.
  if (typeof testFrame === "function") testFrame(model, head, alarm);
  el.append(root);
  return () => {
    model.off("change:states", update);
    model.off("comm_live_update", cutOff);
  };
}

export default { render };
