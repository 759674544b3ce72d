// The content note: draws what Python sends, and tells Python what the learner chooses.

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

const WAITING = "Waiting for the notebook…";
const BUSY = "The notebook is busy with another cell. Your choice is kept when it is done.";
const GONE = "Not kept: the notebook has lost its connection. Run the lesson's first cell, then this one, and choose again.";
let drawn = 0;

/** Whether the page knows that no kernel will answer. */
function isGone({ widget_manager: manager }) {
  if (!manager || !("kernel" in manager)) return false;
  const kernel = manager.kernel;
  if (!kernel || (kernel.connectionStatus ?? "connected") !== "connected") return true;
  return ["dead", "terminating", "restarting", "autorestarting"].includes(kernel.status);
}

function render({ model, el }) {
  const group = `mlc-${(drawn += 1)}`;
  let pending = null;

  const question = ({ name, legend, about, answers }) => {
    const status = element("p", { class: "mlc-status", role: "status" });
    const inputs = Object.entries(answers).map(([value, label]) => {
      const input = element("input", {
        type: "radio", name: `${group}-${name}`, value, "data-lm-suppress-shortcuts": "true",
      });
      input.addEventListener("change", () => send({ kind: "choice", name, answer: value }, status));
      return { input, label: element("label", {}, input, element("span", {}, label)) };
    });
    const note = element("p", { id: `${group}-${name}` }, about);
    const box = element(
      "fieldset", { "aria-describedby": note.id }, element("legend", {}, legend), note,
      ...inputs.map(({ label }) => label), status,
    );
    return { name, box, status, inputs: inputs.map(({ input }) => input) };
  };

  const questions = model.get("choices").map(question);
  const drawChosen = () => {
    const chosen = model.get("chosen");
    questions.forEach(({ name, inputs }) => inputs.forEach((input) => (input.checked = input.value === chosen[name])));
  };
  const drawSaid = () => {
    const { name, text } = model.get("said");
    const asked = questions.find((one) => one.name === name);
    if (!asked) return;
    pending = null;
    asked.status.textContent = text;
  };

  function send(message, status) {
    const mine = (pending = {});
    status.textContent = WAITING;
    const lost = () => {
      if (pending !== mine) return;
      pending = null;
      status.textContent = GONE;
      drawChosen();
    };
    // The kernel reports "idle" once it is through with this very message. No answer by then: it no longer knows us.
    const heard = ({ content }) => content.execution_state === "idle" && setTimeout(lost, 1000);
    if (isGone(model)) return lost();
    try {
      model.send(message, { iopub: { status: heard } });
    } catch {
      return lost();
    }
    const look = () => {
      if (pending !== mine) return;
      if (isGone(model)) return lost();
      status.textContent = BUSY;
      setTimeout(look, 1000);
    };
    setTimeout(look, 1500);
  }

  const root = element(
    "section", { class: "mlc", "aria-label": "Content note" },
    ...model.get("facts").map((fact) => element("p", {}, fact)),
    ...questions.map(({ box }) => box),
    element("p", {}, model.get("later")),
  );
  // The notebook's own shortcuts must not see keys pressed in here.
  root.addEventListener("keydown", (event) => event.stopPropagation());

  const watched = [["change:chosen", drawChosen], ["change:said", drawSaid]];
  watched.forEach(([name, handler]) => model.on(name, handler));
  drawChosen();
  drawSaid();
  el.append(root);
  return () => watched.forEach(([name, handler]) => model.off(name, handler));
}

export default { render };
