// The base-rate explorer: reckons in the page, so that it follows the hand and needs no kernel.
// desk/base_rates.py reckons the same; tests/browser/test_base_rates.py holds the two together.

const PEOPLE = 1000;
const KINDS = ["right_found", "wrong_found", "right_missed", "wrong_passed"];
const LABELS = {
  right_found: "right number, matched",
  wrong_found: "wrong number, matched",
  right_missed: "right number, not matched",
  wrong_passed: "wrong number, not matched",
};
const SLIDERS = [
  ["base_rate", "Base rate", "how many of all numbers are right ones"],
  ["hit_rate", "Hit rate", "how many of the right numbers are matched"],
  ["false_match", "False-match rate", "how many of the wrong numbers are matched all the same"],
  ["dependence", "Dependence", "0: neither directory knows what the other has; 100: both copy the same address books"],
];
const SVG = "http://www.w3.org/2000/svg";

// ---------------------------------------------------------------- reckoning, step by step as in Python

export function reckon(rates, people = PEOPLE) {
  const found = (rate) => (rates.directories === 2 ? rate * (rates.dependence + (1 - rates.dependence) * rate) : rate);
  const right = people * rates.base_rate, wrong = people - right;
  const rightFound = right * found(rates.hit_rate), wrongFound = wrong * found(rates.false_match);
  const matches = rightFound + wrongFound;
  const counts = whole([rightFound, wrongFound, right - rightFound, wrong - wrongFound]);
  return { counts, share: matches ? rightFound / matches : null };
}

function whole(counts) {
  const floors = counts.map(Math.floor);
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const left = Math.round(sum(counts)) - sum(floors);
  const byRemainder = [...counts.keys()].sort((a, b) => floors[a] - counts[a] - (floors[b] - counts[b]));
  byRemainder.slice(0, left).forEach((kind) => (floors[kind] += 1));
  return floors;
}

const perCent = (share) => `${Math.floor(100 * share + 0.5)} %`;
const grouped = (count) => count.toLocaleString("en-GB");

export function inWords(rates) {
  const { counts: [rightFound, wrongFound, rightMissed], share } = reckon(rates);
  const right = rightFound + rightMissed;
  const who = rates.directories === 2 ? "Both directories match" : "The directory matches";
  const begin = `Of ${grouped(PEOPLE)} numbers, ${grouped(right)} are right ones. ${who} about ${grouped(rightFound)} of `
    + `those, and about ${grouped(wrongFound)} of the other ${grouped(PEOPLE - right)}.`;
  return share === null
    ? `${begin} Nothing matches, so there is no match to judge.`
    : `${begin} Of all matches, ${perCent(share)} are right.`;
}

// ---------------------------------------------------------------- drawing

const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);
const drawn = (tag, attributes = {}, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);
function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
// JupyterLab's own shortcuts must not see keys pressed on a control.
const control = (tag, attributes, ...children) =>
  element(tag, { "data-lm-suppress-shortcuts": "true", ...attributes }, ...children);

// One sign in a square of side 10 whose corner is (x, y): a disc, a saltire, a ring, a dot.
const circle = (x, y, r) => `M${x + 5 - r} ${y + 5}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const SIGNS = {
  right_found: (x, y) => circle(x, y, 4),
  wrong_found: (x, y) => `M${x + 1.6} ${y + 1.6}l6.8 6.8M${x + 8.4} ${y + 1.6}l-6.8 6.8`,
  right_missed: (x, y) => circle(x, y, 3.3),
  wrong_passed: (x, y) => circle(x, y, 1.3),
};

function signs(counts, columns) {
  let place = 0;
  return KINDS.map((kind, index) => {
    let path = "";
    for (let i = 0; i < counts[index]; i += 1, place += 1)
      path += SIGNS[kind](10 * (place % columns), 10 * Math.floor(place / columns));
    return drawn("path", { class: `mlb-${kind}`, d: path });
  });
}

const key = (kind) =>
  drawn("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, drawn("path", { class: `mlb-${kind}`, d: SIGNS[kind](0, 0) }));

function table({ counts: [rightFound, wrongFound, rightMissed, wrongPassed] }) {
  const rows = [
    ["matched", rightFound, wrongFound], ["not matched", rightMissed, wrongPassed],
    ["all", rightFound + rightMissed, wrongFound + wrongPassed],
  ];
  const head = ["numbers", "right", "wrong", "all"].map((name) => element("th", { scope: "col" }, name));
  const body = rows.map(([name, right, wrong]) =>
    element("tr", {}, element("th", { scope: "row" }, name),
      ...[right, wrong, right + wrong].map((count) => element("td", {}, grouped(count)))));
  return [element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)];
}

// ---------------------------------------------------------------- controls

function rateRow(id, [name, title, about], value, onRate) {
  const shown = String(Math.round(1000 * value) / 10);
  const slider = control("input", { type: "range", min: 0, max: 100, step: 1, id: `${id}-${name}`, "aria-describedby": `${id}-${name}-about` });
  const typed = control("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `${title}, typed, in per cent`, "aria-describedby": `${id}-${name}-fault` });
  const fault = element("span", { class: "mlb-fault", id: `${id}-${name}-fault`, role: "alert" });
  const say = (text) => slider.setAttribute("aria-valuetext", `${text} %`);
  slider.value = typed.value = shown;
  say(shown);
  slider.addEventListener("input", () => {
    typed.value = slider.value;
    complain("");
    say(slider.value);
    onRate(Number(slider.value) / 100);
  });
  typed.addEventListener("input", () => {
    const text = typed.value.replace(/[%\s]/g, "").replace(",", "."), number = Number(text);
    const usable = text !== "" && number >= 0 && number <= 100;
    complain(usable ? "" : "Type a number from 0 to 100.");
    if (!usable) return;
    slider.value = number;
    say(text);
    onRate(number / 100);
  });
  function complain(sentence) {
    fault.textContent = sentence;
    typed.setAttribute("aria-invalid", String(sentence !== ""));
  }
  return element("div", { class: "mlb-rate", "data-rate": name },
    element("label", { for: slider.id }, title),
    element("span", { class: "mlb-about", id: `${id}-${name}-about` }, about),
    slider, element("span", { class: "mlb-typed" }, typed, " %"), fault);
}

function choice(id, name, legend, options, chosen, onChoice) {
  const radios = options.map(([value, text]) => {
    const radio = control("input", { type: "radio", name: `${id}-${name}`, value });
    radio.checked = value === chosen;
    radio.addEventListener("change", () => onChoice(value));
    return element("label", {}, radio, element("span", {}, text));
  });
  return element("fieldset", {}, element("legend", {}, legend), ...radios);
}

function render({ model, el }) {
  // Every view has a copy of this module, so counting here would give all of them the same id.
  const id = `mlb-${Math.random().toString(36).slice(2)}`, rates = { ...model.get("start") };
  let each = 1;
  const rows = SLIDERS.map((slider) => rateRow(id, slider, rates[slider[0]], (rate) => { rates[slider[0]] = rate; update(); }));
  const dependence = rows.find((row) => row.dataset.rate === "dependence");
  const count = choice(id, "count", "What counts as a match?",
    [[1, "one directory has the number"], [2, "two directories both have it"]], rates.directories,
    (value) => { rates.directories = value; update(); });
  const size = choice(id, "size", "Draw one sign for",
    [[1, "every number"], [10, "ten numbers: larger signs"]], each, (value) => { each = value; update(); });
  const words = element("p", { class: "mlb-words", role: "status" });
  const picture = drawn("svg", { class: "mlb-picture", role: "img" });
  const legend = element("ul", { class: "mlb-legend" });
  const cells = element("table", {});
  const root = element("div", { class: "mlb", role: "group", "aria-label": "How many matches are right?" },
    element("div", { class: "mlb-controls" }, count, ...rows),
    element("div", { class: "mlb-view" }, words, picture, legend, size,
      element("details", {}, control("summary", {}, "The same as a table"), cells)));

  let speaking;
  function update() {
    const now = reckon(rates), columns = each === 1 ? 40 : 20;
    const counts = each === 1 ? now.counts : reckon(rates, PEOPLE / each).counts;
    dependence.hidden = rates.directories !== 2;
    picture.setAttribute("viewBox", `0 0 ${10 * columns} ${(10 * PEOPLE) / each / columns}`);
    picture.setAttribute("aria-label", `${grouped(PEOPLE / each)} signs, the matched ones first; the list below counts them.`);
    picture.replaceChildren(...signs(counts, columns));
    legend.replaceChildren(...KINDS.map((kind, index) =>
      element("li", {}, key(kind), ` ${LABELS[kind]}: `, element("b", {}, grouped(now.counts[index])))));
    cells.replaceChildren(...table(now));
    // A slider on the move would talk without end: the sentence waits until the hand rests.
    clearTimeout(speaking);
    speaking = setTimeout(() => (words.textContent = inWords(rates)), 150);
  }
  // The notebook's own shortcuts must not see keys pressed in here.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  update();
  words.textContent = inWords(rates);
  el.append(root);
  return () => clearTimeout(speaking);
}

export default { render };
