// The rubric: a memo, six criteria with four levels each, and what comes of a scoring. Our levels are not in this page
// before the learner has given theirs.

const GONE =
  "Not kept: the program behind this notebook has stopped or was started anew. Your levels stand on this page. " +
  "Run the notebook again from its first cell (menu Run, Run All Cells), then score again.";
const BUSY = "The notebook is busy with another cell. Your levels will be kept when it is done.";
const LOOKING = "Looking for your memo …";
const LOOKS_LATER = "The notebook is busy with another cell. Your memo will be looked for when it is done.";
const WHEN_IT_RAN = "When this cell ran there was no memo. Written one since? Run this cell again.";

let serial = (globalThis[Symbol.for("medialit.rubric")] ??= { count: 0 });

function criterion({ id, title, weight, levels }) {
  const name = `mlr-${++serial.count}`;
  const inputs = levels.map(([level]) => h("input", { type: "radio", name, value: level }));
  const lines = levels.map(([level, text], i) => h("label", { class: "mlm-choice" }, inputs[i], h("b", {}, level), h("span", {}, text)));
  return {
    id,
    title,
    body: h("fieldset", { "data-criterion": id }, h("legend", {}, `${title} (${weight} %)`), ...lines),
    read: () => Number(inputs.find((input) => input.checked)?.value ?? 0),
    write: (level) => inputs.forEach((input) => (input.checked = Number(input.value) === level)),
    first: inputs[0],
  };
}

function render({ model, el }) {
  const { criteria, subjects, intro, first } = model.get("guide");
  const rows = criteria.map(criterion);
  const chosen = {};
  let current = "", sent, looking;

  const picks = subjects.map(([id, title]) =>
    h("label", { class: "mlm-choice" }, h("input", { type: "radio", name: `mlr-which-${++serial.count}`, value: id }), h("span", {}, title)),
  );
  const inputs = picks.map((pick) => pick.querySelector("input"));
  inputs.forEach((input) => {
    input.name = inputs[0].name;
    input.addEventListener("change", () => open(input.value));
  });
  const which = h("fieldset", {}, h("legend", {}, "Which memo do you score?"), ...picks);
  const subject = h("h4");
  const memo = h("div", { class: "mlm-memo" });
  const result = h("div", { class: "mlm-result", role: "status" });
  const status = h("p", { class: "mlm-status", role: "status" });
  const refusal = h("p", { class: "mlm-status", role: "status" });
  const go = button("Score this memo", () => score(), { class: "mlm-go" });
  const root = h("div", { class: "mlm", role: "group", "aria-label": "The rubric" },
    h("h3", {}, "Score a memo"), h("p", {}, intro), which, subject, memo, h("h4", {}, "Your levels"), ...rows.map(({ body }) => body),
    h("div", { class: "mlm-actions" }, go), refusal, status, result,
  );
  keepKeys(root);

  const read = () => Object.fromEntries(rows.map((row) => [row.id, row.read()]));
  const open = (id) => {
    if (current) chosen[current] = read();
    current = id;
    const { scores } = model.get("states")[id];
    rows.forEach((row) => row.write(chosen[id]?.[row.id] || scores?.[row.id] || 0));
    say(status, "");
    looking = undefined;
    if (id === "own") look();
    draw();
  };
  /** The memo may have been written since this cell ran: nothing is said of it before it was looked for. */
  const look = () => {
    const mine = (looking = { token: newToken(), line: LOOKING });
    send(model, { kind: "look", token: mine.token }, {
      pending: () => looking === mine && mine.line !== WHEN_IT_RAN,
      busy: () => ((mine.line = LOOKS_LATER), draw()),
      gone: () => ((mine.line = WHEN_IT_RAN), draw()),
    });
  };
  const draw = () => {
    const { html, result: outcome, refused: known } = model.get("states")[current];
    const isStale = looking?.line === WHEN_IT_RAN;
    // A memo that the page already has can be read and scored as it is, also without a kernel.
    const refused = looking && !(isStale && html) ? looking.line : known;
    say(subject, subjects.find(([id]) => id === current)[1]);
    if (memo.dataset.html !== html) memo.innerHTML = memo.dataset.html = html;
    if (result.dataset.html !== outcome) result.innerHTML = result.dataset.html = outcome;
    go.disabled = Boolean(refused);
    say(refusal, refused);
  };
  const score = () => {
    const open = rows.filter((row) => !row.read());
    if (open.length) {
      say(status, `Choose a level first for: ${open.map(({ title }) => title).join(", ")}.`);
      return open[0].first.focus();
    }
    if (sent && !sent.gone) return;
    const mine = (sent = { token: newToken() });
    say(status, "Keeping your levels …");
    send(model, { kind: "score", token: mine.token, memo: current, scores: read() }, {
      pending: () => sent === mine && !mine.gone,
      busy: () => say(status, BUSY),
      gone: () => ((mine.gone = true), say(status, GONE)),
    });
  };
  // What comes of a scoring is drawn with the reply to it.
  const follow = () => (sent && !sent.gone) || draw();
  const update = () => {
    const reply = model.get("reply");
    if (looking && reply.token === looking.token) looking = undefined;
    if (!sent || reply.token !== sent.token) return draw();
    sent = null;
    bring(go, result, () => (say(status, reply.line), draw()));
  };
  const cutOff = () => say(status, GONE);

  const opened = inputs.find((input) => input.value === first);
  opened.checked = true;
  open(opened.value);
  model.on("change:states", follow);
  model.on("change:reply", update);
  model.on("comm_live_update", cutOff);
  el.append(root);
  return () => {
    model.off("change:states", follow);
    model.off("change:reply", update);
    model.off("comm_live_update", cutOff);
  };
}

export default { render };
