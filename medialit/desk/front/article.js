// The article view: draws what Python sends, and asks Python for the hidden phrases when the learner chooses to see them.

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

function part({ text, voice, hidden }, before) {
  const words = element("span", { class: hidden ? "mla-hideable" : "" }, text);
  const tag = element("span", { class: "mla-tag" }, `${voice}: `);
  const starts = voice !== before;
  return element("span", { class: "mla-part", "data-voice": voice }, ...(starts ? [tag] : []), words);
}

function sentence({ number, paragraph, parts }, previous) {
  const drawn = parts.map((piece, index) => part(piece, index ? parts[index - 1].voice : null));
  const opens = !previous || previous.paragraph !== paragraph;
  return element("li", { value: number, class: opens ? "mla-opens" : "" }, ...drawn);
}

function toggle(voice, label, list) {
  const box = element("input", { type: "checkbox", value: voice, "data-lm-suppress-shortcuts": "true" });
  box.addEventListener("change", () => list.classList.toggle(`mla-show-${voice}`, box.checked));
  return element("label", { "data-voice": voice }, box, element("span", {}, label));
}

function render({ model, el }) {
  const list = element("ol", { class: "mla-sentences" });
  const legend = element("legend", {}, "Mark who says it, to judge by the page alone");
  const toggles = Object.entries(model.get("voices")).map(([voice, label]) => toggle(voice, label, list));
  const about = element("p", {});
  const button = element("button", { type: "button", "data-lm-suppress-shortcuts": "true" });
  const status = element("p", { class: "mla-status", role: "status" });
  const root = element(
    "section", { class: "mla", "aria-label": "The article" },
    element("fieldset", {}, legend, ...toggles), list, element("div", { class: "mla-choice" }, about, button, status),
  );

  const draw = () => {
    const rows = model.get("passages");
    list.replaceChildren(...rows.map((row, index) => sentence(row, rows[index - 1])));
  };
  const drawChoice = () => {
    const shown = model.get("show_hidden");
    const hidden = model.get("passages").filter(({ parts }) => parts.some((piece) => piece.hidden));
    const places = `sentences ${hidden.map(({ number }) => number).join(" and ")}`;
    about.textContent = shown
      ? `The two phrases in ${places} stand here word for word.`
      : `Two phrases, in ${places}, speak of killing. They stand in brackets, and no task needs them.`;
    button.textContent = shown ? "Hide the two phrases again" : "Show the two hidden phrases";
  };
  const drawNote = () => (status.textContent = model.get("note"));

  button.addEventListener("click", () => {
    status.textContent = "Waiting for the notebook…";
    model.send({ kind: "choice", show: !model.get("show_hidden") });
  });
  // The notebook's own shortcuts must not see keys pressed in here.
  root.addEventListener("keydown", (event) => event.stopPropagation());

  const watched = [["change:passages", draw], ["change:show_hidden", drawChoice], ["change:note", drawNote]];
  watched.forEach(([name, handler]) => model.on(name, handler));
  [draw, drawChoice, drawNote].forEach((handler) => handler());
  el.append(root);
  return () => watched.forEach(([name, handler]) => model.off(name, handler));
}

export default { render };
