// The memo form. It is built once and then changed in place, so that focus and typed text stay where they are.
// Text that is not yet saved is also kept in this browser tab, until it is.

const PAUSE = 1200;
const BUSY = "The notebook is busy with another cell. Your text is on this page and will be saved when it is done.";
const GONE =
  "Not saved: the program behind this notebook has stopped or was started anew. Your text is kept in this browser tab. " +
  "Run the notebook again from its first cell (menu Run, Run All Cells); then the form saves it.";

/** The unsaved text in this tab. A browser may forbid the store; then the page itself still holds the text. */
const drafts = {
  get: (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      if (value) sessionStorage.setItem(key, JSON.stringify(value));
      else sessionStorage.removeItem(key);
    } catch {
      // The page still holds it.
    }
  },
};

const countWords = (text) => text.split(/\s+/).filter(Boolean).length;

/** A whole number from 0 to `most`, null for an empty box, undefined for anything else. */
function wholeNumber(text, most) {
  const bare = text.replace("%", "").trim();
  if (!bare) return null;
  return /^\d+$/.test(bare) && Number(bare) <= most ? Number(bare) : undefined;
}

let serial = (globalThis[Symbol.for("medialit.memo")] ??= { count: 0 });

/** A box for a whole number. What is none stays in the box, is marked, and is said. */
function numberBox(label, most, changed, attributes = {}) {
  const id = `mlm-${++serial.count}`;
  const wrong = h("span", { class: "mlm-wrong", id, role: "alert" });
  const input = h("input", { type: "text", inputmode: "numeric", autocomplete: "off", class: "mlm-short", "aria-describedby": id, ...attributes });
  const check = () => {
    const bad = wholeNumber(input.value, most) === undefined;
    input.setAttribute("aria-invalid", bad);
    say(wrong, bad ? `Type a whole number from 0 to ${most}. This one is not saved.` : "");
  };
  input.addEventListener("input", () => (check(), changed()));
  return {
    input,
    body: h("label", {}, h("span", { class: "mlm-label" }, label), input, wrong),
    read: () => wholeNumber(input.value, most) ?? null,
    write: (value) => ((input.value = value ?? ""), check()),
  };
}

function textBox(label, maxlength, changed, attributes = {}, tag = "textarea") {
  const input = h(tag, { oninput: changed, maxlength, ...(tag === "input" ? { type: "text", autocomplete: "off" } : { rows: 4 }), ...attributes });
  return {
    input,
    body: h("label", {}, h("span", { class: "mlm-label" }, label), input),
    read: () => input.value,
    write: (value) => (input.value = value ?? ""),
  };
}

function list(label, options, changed) {
  const choose = [["", "Choose …"], ...options.map(([value, text]) => [value, `${value}: ${text}`])];
  const input = h("select", { onchange: changed }, ...choose.map(([value, text]) => h("option", { value }, text)));
  return {
    input,
    body: h("label", {}, h("span", { class: "mlm-label" }, label), input),
    read: () => input.value,
    write: (value) => (input.value = value ?? ""),
  };
}

function radios(legend, options, changed) {
  const name = `mlm-${++serial.count}`;
  const inputs = options.map(([value]) => h("input", { type: "radio", name, value, onchange: changed }));
  const lines = options.map(([, text], i) => h("label", { class: "mlm-choice" }, inputs[i], h("span", {}, text)));
  return {
    body: h("fieldset", { class: "mlm-choices" }, h("legend", {}, legend), ...lines),
    read: () => inputs.find((input) => input.checked)?.value ?? "",
    write: (value) => inputs.forEach((input) => (input.checked = input.value === value)),
  };
}

/** One row of the claim table, as a group of labelled controls: seven columns would not fit at 200 %. */
function claimRow(guide, changed, remove) {
  const fields = {
    claim: textBox("The claim, in your own words", guide.longest, changed, { rows: 2 }),
    sentence: textBox("Sentence of the page", guide.longest, changed, { class: "mlm-short" }, "input"),
    source: list("Source: how reliable?", guide.reliability, changed),
    content: list("Content: how well supported?", guide.credibility, changed),
    independent: numberBox("Independent sources", 1000, changed),
    percent: numberBox("Probability that it is true, in per cent", 100, changed),
    because: textBox("Because", guide.longest, changed, { rows: 2 }),
  };
  const legend = h("legend");
  const drop = button("Remove this row", () => remove(row));
  const { claim, because, ...short } = fields;
  const middle = h("div", { class: "mlm-row" }, ...Object.values(short).map(({ body }) => body));
  const row = {
    body: h("fieldset", { class: "mlm-claim" }, legend, claim.body, middle, because.body, drop),
    first: fields.claim.input,
    field: (name) => fields[name]?.input,
    read: () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.read()])),
    write: (claim) => Object.entries(fields).forEach(([name, field]) => field.write(claim?.[name])),
    number: (number) => {
      say(legend, `Claim ${number}`);
      drop.setAttribute("aria-label", `Remove the row of claim ${number}`);
    },
  };
  return row;
}

function claimTable(guide, changed) {
  let rows = [];
  const news = h("p", { class: "mlm-sr", role: "status" });
  const place = h("div", {});
  const add = button("Add a row", () => {
    append().first.focus();
    say(news, `Row ${rows.length} added.`);
    changed();
  });
  const number = () => {
    rows.forEach((row, i) => row.number(i + 1));
    add.disabled = rows.length >= guide.most_claims;
  };
  const remove = (row) => {
    const at = rows.indexOf(row);
    rows = rows.filter((other) => other !== row);
    // The button that has the focus goes away with its row.
    (rows[at] ?? rows[at - 1])?.first.focus();
    if (!rows.length) add.focus();
    row.body.remove();
    number();
    say(news, `Row ${at + 1} removed. Rows left: ${rows.length}.`);
    changed();
  };
  const append = (claim) => {
    const row = claimRow(guide, changed, remove);
    row.write(claim);
    rows.push(row);
    place.append(row.body);
    number();
    return row;
  };
  return {
    body: h("div", {}, place, add, news),
    read: () => rows.map((row) => row.read()),
    /** The box that a finding is about: its place is the number of the row and the name of the field. */
    field: (place) => rows[place.split(".")[0] - 1]?.field(place.split(".")[1]),
    fields: () => rows.flatMap((row) => ["claim", "sentence", "because"].map(row.field)),
    write: (claims) => {
      rows = [];
      place.replaceChildren();
      const shown = [...(claims ?? [])];
      while (shown.length < guide.first_claims) shown.push(undefined);
      shown.forEach(append);
    },
  };
}

const finding = ({ kind, message, remedy }) =>
  h("li", { "data-kind": kind }, h("b", {}, `${kind[0].toUpperCase()}${kind.slice(1)}: `), `${message} ${remedy}`);

function part(guide, name, ...controls) {
  const { title, ask } = guide.parts[name];
  const found = h("ul", { class: "mlm-found", id: `mlm-${++serial.count}` });
  const count = h("span", { class: "mlm-count" });
  const box = h("div", { class: "mlm-part", "data-part": name, role: "group", "aria-label": title }, h("h4", {}, title), h("p", {}, ask), ...controls, count, found);
  return {
    box,
    found: found.id,
    count: (words) => say(count, words == null ? "" : `${words} word${words === 1 ? "" : "s"}`),
    show: (findings) => found.replaceChildren(...findings.map(finding)),
  };
}

function render({ model, el }) {
  const guide = model.get("guide");
  const key = `medialit.memo:${guide.place}`;
  let revision = model.get("state").revision;
  let sent, timer;
  let dirty = false, checked = false, typed = 0;

  const changed = () => {
    dirty = true;
    typed += 1;
    keepDraft();
    count();
    say(status, "Not saved yet …");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };
  const about = radios("This memo is about", guide.works, changed);
  const choice = radios("Decision", guide.choices, changed);
  const sure = numberBox("How sure are you, in per cent?", 100, changed);
  const texts = Object.fromEntries(
    ["decision", "provenance", "verification", "translation", "limits"].map((name) => [name, textBox(guide.parts[name].label, guide.longest, changed, { rows: 5 })]),
  );
  const claims = claimTable(guide, changed);
  const parts = Object.fromEntries(
    Object.keys(guide.parts).map((name) => {
      const own = name === "decision" ? [choice.body, sure.body] : [];
      return [name, part(guide, name, ...own, (texts[name] ?? claims).body)];
    }),
  );
  const words = h("p", { class: "mlm-words" });
  const whole = h("ul", { class: "mlm-found" });
  const status = h("p", { class: "mlm-status", role: "status" });
  const alarm = h("div", { class: "mlm-alarm", role: "alert" });
  const summary = h("p", { class: "mlm-summary", role: "status" });
  const mustGo = h("ul", { class: "mlm-found", "aria-label": "What must go" });
  const limit = h("p", { class: "mlm-limit" });
  let pressed;
  const saveNow = button("Save now", () => ((pressed = saveNow), save(true)));
  const check = button("Check the memo", () => ((pressed = check), (checked = true), save(true)), { class: "mlm-go" });
  const root = h("div", { class: "mlm", role: "group", "aria-label": "Memo to the editor" },
    h("h3", {}, "Memo to the editor"), h("p", {}, guide.intro), alarm, about.body,
    ...Object.values(parts).map(({ box }) => box),
    words, whole, h("div", { class: "mlm-actions" }, check, saveNow), status, summary, mustGo, limit,
  );
  keepKeys(root, () => save(true));

  const read = () => ({
    works_on: about.read() || "page",
    decision: { choice: choice.read(), sure: sure.read(), text: texts.decision.read() },
    provenance: texts.provenance.read(), verification: texts.verification.read(), translation: texts.translation.read(),
    claims: claims.read(), limits: texts.limits.read(),
  });
  const write = (memo) => {
    about.write(memo.works_on);
    choice.write(memo.decision.choice);
    sure.write(memo.decision.sure);
    Object.entries(texts).forEach(([name, box]) => box.write(name === "decision" ? memo.decision.text : memo[name]));
    claims.write(memo.claims);
    count();
  };
  const count = () => {
    const counts = Object.entries(texts).map(([name, box]) => [name, countWords(box.read())]);
    counts.forEach(([name, number]) => parts[name].count(number));
    say(words, `${counts.reduce((sum, [, number]) => sum + number, 0)} words without the claim table; ${guide.fewest_words} to ${guide.most_words} are advised.`);
  };
  const keepDraft = () => drafts.set(key, { memo: read(), revision });

  const save = (asked) => {
    clearTimeout(timer);
    if (sent && !sent.gone) return asked && (sent.again = true);
    if (alarm.childElementCount && !asked) return;
    sent = { token: newToken(), typed };
    say(status, "Saving …");
    send(model, { kind: "save", token: sent.token, base: revision, memo: read() }, wait(sent));
  };
  const wait = (mine) => ({
    pending: () => sent === mine && !mine.gone,
    busy: () => say(status, BUSY),
    gone: () => ((mine.gone = true), say(status, GONE)),
  });
  const settle = (kind) => {
    alarm.replaceChildren();
    check.focus();
    sent = { token: newToken(), typed };
    send(model, { kind, token: sent.token, memo: read() }, wait(sent));
  };
  /** Another window has saved a different text: nothing is written over until the learner has chosen. */
  const choose = (line) =>
    alarm.replaceChildren(
      h("p", {}, line),
      h("div", { class: "mlm-actions" },
        button("Keep the text of this window", () => settle("keep_mine")),
        button("Take the text of the other window", () => settle("keep_other")),
      ),
    );

  const show = () => {
    const state = model.get("state");
    const mine = sent && state.token === sent.token;
    if (mine) {
      const { typed: at, again } = sent;
      sent = null;
      if (state.outcome === "saved" || state.outcome === "taken") {
        revision = state.revision;
        alarm.replaceChildren();
        if (state.outcome === "taken") write(model.get("memo")), (typed = at);
        dirty = typed !== at;
        if (dirty) keepDraft(), (timer = setTimeout(save, PAUSE));
        else drafts.set(key, null);
      }
      if (state.outcome === "conflict") choose(state.line);
      if (again && state.outcome === "saved" && dirty) save(true);
    } else if (state.outcome === "saved" && !dirty && !sent) {
      // Another view of this very form, or a code cell, has saved.
      revision = state.revision;
      write(model.get("memo"));
    }
    if (mine || !sent) say(status, state.outcome === "conflict" ? "Not saved." : dirty && state.outcome === "saved" ? "Not saved yet …" : state.line);
    const draw = () => tell(state.findings);
    if (!mine || !pressed) return draw();
    bring(pressed, limit.textContent || checked ? limit : status, draw);
    pressed = undefined;
  };
  /** Findings appear when they are asked for, and then follow the text; what must go appears at once. */
  const tell = (findings) => {
    const told = findings.filter(({ kind }) => checked || kind === "must go");
    Object.entries(parts).forEach(([name, { show }]) => show(told.filter(({ part }) => part === name)));
    whole.replaceChildren(...told.filter(({ part }) => !parts[part]).map(finding));
    const blocking = findings.some(({ kind }) => kind === "must go");
    say(summary, blocking ? guide.must_go : checked ? (findings.length ? `${findings.length} thing${findings.length === 1 ? "" : "s"} to look at: they stand under their parts.` : guide.complete) : "");
    say(limit, checked ? guide.limit : "");
    point(findings.filter(({ kind }) => kind === "must go"));
  };
  const boxOf = ({ part, place }) => (part === "claims" ? claims.field(place) : texts[part]?.input);
  /** What must go is marked where it was typed, and a button beside the summary leads there. */
  const point = (blocking) => {
    for (const box of [...Object.values(texts).map(({ input }) => input), ...claims.fields()]) {
      box.removeAttribute("aria-invalid");
      box.removeAttribute("aria-describedby");
    }
    for (const one of blocking) {
      boxOf(one)?.setAttribute("aria-invalid", "true");
      boxOf(one)?.setAttribute("aria-describedby", parts[one.part].found);
    }
    const places = new Map(blocking.map((one) => [`${one.part} ${one.place}`, one]).reverse());
    const lines = [...places.values()].reverse().map((one) => {
      const row = one.place ? `, claim ${one.place.split(".")[0]}` : "";
      return [`Something must go from ${guide.parts[one.part].title}${row}.`, one];
    });
    // Written again only where it differs: a button in it may have the focus.
    if (mustGo.dataset.told === String(lines.map(([line]) => line))) return;
    mustGo.dataset.told = lines.map(([line]) => line);
    mustGo.replaceChildren(...lines.map(([line, one]) =>
      h("li", { "data-kind": "must go" }, `${line} `, button("Go there", () => boxOf(one)?.focus(), { "aria-label": `Go there: ${line}` })),
    ));
  };
  const cutOff = () => say(status, GONE);

  write(model.get("memo"));
  const state = model.get("state");
  say(status, state.line);
  const draft = drafts.get(key);
  if (draft && JSON.stringify(draft.memo) !== JSON.stringify(read())) {
    write(draft.memo);
    revision = draft.revision;
    dirty = true;
    typed += 1;
    say(status, "Text that was not saved is back from this browser tab.");
    timer = setTimeout(save, PAUSE);
  }
  tell(state.findings);
  model.on("change:state", show);
  model.on("comm_live_update", cutOff);
  el.append(root);
  return () => {
    clearTimeout(timer);
    model.off("change:state", show);
    model.off("comm_live_update", cutOff);
  };
}

export default { render };
