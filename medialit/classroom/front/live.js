// A vote on the wall. It draws what Python counted, step by step; the key is asked for when the teacher shows it.

const EVERY = 2000;
const LOST = "The counts stand still: the program behind this notebook has stopped or was started anew. Run the cell again.";
const STEPS = ["Show the first vote", "Show the second vote", "Show the answer", "Start again"];

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "html") node.innerHTML = value;
    else node.setAttribute(name, value);
  }
  // Notebook shortcuts look at the focused element itself, so each control needs the mark.
  if (["button", "input", "summary"].includes(tag)) node.setAttribute("data-lm-suppress-shortcuts", "true");
  node.append(...children);
  return node;
};
const total = (counts) => counts.reduce((one, other) => one + other, 0);
const share = (count, all) => (all ? `${Math.round((100 * count) / all)} %` : "–");
const people = (count) => `${count} ${count === 1 ? "vote" : "votes"}`;

/** A bar with its number beside it: the length says what the number says. */
function bar(name, count, all) {
  const fill = element("span", { class: "mlv-fill" });
  fill.style.inlineSize = all ? `${(100 * count) / all}%` : "0";
  return element(
    "div", { class: "mlv-bar" },
    element("span", { class: "mlv-name" }, name), element("span", { class: "mlv-track", "aria-hidden": "true" }, fill),
    element("span", { class: "mlv-number" }, `${count} (${share(count, all)})`),
  );
}

function moved(rows) {
  const letters = rows.map((_, index) => String.fromCharCode(65 + index));
  const head = element(
    "tr", {}, element("th", { scope: "col" }, "first"), ...letters.map((letter) => element("th", { scope: "col" }, `then ${letter}`)),
  );
  const body = rows.map((row, index) => element(
    "tr", {}, element("th", { scope: "row" }, letters[index]), ...row.map((count) => element("td", {}, String(count))),
  ));
  const caption = element("caption", {}, "How many went from one choice to another");
  return element("table", {}, caption, element("thead", {}, head), element("tbody", {}, ...body));
}

function render({ model, el }) {
  const { prompt, choices, typed } = model.get("question");
  let step = 0, key = null, serial = 0;
  const said = element("p", { class: "mlv-said", role: "status" });
  const problem = element("p", { class: "mlv-problem", role: "alert" });
  const bars = choices.map(() => element("div", { class: "mlv-bars" }));
  const marks = choices.map(() => element("span", { class: "mlv-mark" }));
  const list = element("ol", { class: "mlv-choices" }, ...choices.map(({ letter, html }, index) => element(
    "li", {}, element("span", { class: "mlv-letter" }, letter),
    element("div", {}, element("span", { html }), " ", marks[index], bars[index]),
  )));
  const why = element("div", { class: "mlv-why" });
  const notes = element("div");
  const teacher = element("details", {}, element("summary", {}, "For the teacher"), notes);
  const next = element("button", { type: "button", class: "mlv-go", onclick: () => go() });
  const large = element("button", { type: "button", onclick: () => toWall() }, "Fill the screen");
  const fields = ["first", "second"].map((round) => choices.map(({ letter }) => element("input", {
    type: "number", min: "0", max: "100000", step: "1", inputmode: "numeric",
    "aria-label": `${letter}, ${round} vote`, oninput: () => enter(),
  })));
  const form = typed
    ? element("div", { class: "mlv-form" }, ...fields.map((row, index) => element(
        "fieldset", {}, element("legend", {}, index ? "Second vote, hands" : "First vote, hands"),
        ...row.map((field, at) => element("label", {}, `${choices[at].letter} `, field)),
      )))
    : "";
  const root = element(
    "section", { class: "mlv", "aria-label": "Vote" },
    element("div", { class: "mlv-prompt", html: prompt }), list, said, why,
    element("div", { class: "mlv-actions" }, next, large), form, problem, teacher,
  );

  const send = (content) => {
    try {
      model.send({ number: ++serial, ...content });
    } catch {
      problem.textContent = LOST;
    }
  };
  const numbers = (row) => row.map(({ value }) => (value === "" ? 0 : Number(value)));
  const enter = () => send({ kind: "enter", first: numbers(fields[0]), second: numbers(fields[1]) });
  const go = () => {
    step = (step + 1) % STEPS.length;
    if (step === 3 && !key) send({ kind: "key" });
    draw();
  };
  const toWall = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.());

  function draw() {
    const counts = model.get("counts");
    const { first, second, moves } = counts, [n, m] = [total(first), total(second)];
    choices.forEach((_, index) => {
      bars[index].replaceChildren(
        ...(step > 0 ? [bar("first", first[index], n)] : []), ...(step > 1 ? [bar("second", second[index], m)] : []),
      );
      const right = step > 2 && key?.letters.includes(choices[index].letter);
      marks[index].textContent = right ? "✓ right" : "";
    });
    const so = step === 0 ? `${people(n)} so far.` : `First vote: ${people(n)}.` + (m || step > 1 ? ` Second vote: ${people(m)}.` : "");
    if (said.textContent !== so) said.textContent = so;
    why.innerHTML = step > 2 && key ? key.html : "";
    next.textContent = STEPS[step];
    problem.textContent = counts.problem;
    const told = [];
    if (counts.script) told.push(`The first vote is a case of “${counts.script}”: see the script in the teaching notes.`);
    if (counts.other_version) told.push(`${people(counts.other_version)} for another version of the question, not counted.`);
    told.push(...counts.notes);
    notes.replaceChildren(...told.map((line) => element("p", {}, line)), ...(step > 1 && moves.length ? [moved(moves)] : []));
    if (!told.length) notes.append(element("p", {}, "Nobody has voted yet."));
  }
  const hear = (content) => {
    if (content?.kind !== "key") return;
    key = content;
    draw();
  };
  const watch = typed ? null : setInterval(() => send({ kind: "look" }), EVERY);
  const sized = () => (large.textContent = document.fullscreenElement === root ? "Leave the full screen" : "Fill the screen");
  const cutOff = () => (problem.textContent = LOST);
  root.addEventListener("keydown", (event) => event.stopPropagation());
  document.addEventListener("fullscreenchange", sized);
  model.on("change:counts", draw);
  model.on("msg:custom", hear);
  model.on("comm_live_update", cutOff);
  draw();
  el.append(root);
  return () => {
    clearInterval(watch);
    document.removeEventListener("fullscreenchange", sized);
    model.off("change:counts", draw);
    model.off("msg:custom", hear);
    model.off("comm_live_update", cutOff);
  };
}

export default { render };
