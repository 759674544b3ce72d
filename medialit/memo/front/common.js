// What the form and the rubric share: elements, and talking to the kernel. It stands above either file in one module.

const CONTROLS = new Set(["a", "button", "input", "select", "summary", "textarea"]);

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

/** Sets text only where it differs: a live region that is written again is read out again. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** No key pressed in here may reach the notebook: there x cuts the cell, b adds one and an arrow leaves it. */
function keepKeys(root, save) {
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save?.();
    }
  });
}

const newToken = () => `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;

/** "busy", "idle", "gone", or "" where the page cannot know (a front end that does not tell). */
function kernelStatus(model) {
  const manager = model.widget_manager;
  if (!manager || !("kernel" in manager)) return "";
  const kernel = manager.kernel;
  if (!kernel || (kernel.connectionStatus ?? "connected") !== "connected") return "gone";
  if (["dead", "terminating", "restarting", "autorestarting"].includes(kernel.status)) return "gone";
  return kernel.status === "idle" ? "idle" : "busy";
}

/** Sends a message and watches over it: `waiting` tells whether it is still pending, and is told of busy and gone. */
function send(model, message, waiting) {
  const gone = () => waiting.pending() && waiting.gone();
  // The kernel reports "idle" once it is through with this very message. No reply by then: it no longer knows the form.
  const status = ({ content }) => content.execution_state === "idle" && setTimeout(gone, 1000);
  try {
    model.send(message, { iopub: { status } });
  } catch {
    return gone();
  }
  let idle = 0;
  const look = () => {
    if (!waiting.pending()) return;
    const now = kernelStatus(model);
    idle = now === "idle" ? idle + 1 : 0;
    if (now === "gone" || idle > 2) return gone();
    if (now === "busy" || !now) waiting.busy();
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}

/** Makes a change that a press of `control` asked for: the control stays in view, and its `result` too if both fit. */
function bring(control, result, change) {
  const before = control.getBoundingClientRect().top;
  change();
  if (document.activeElement !== control) return;
  const show = () => [result, control].forEach((one) => one.scrollIntoView({ block: "nearest", behavior: "instant" }));
  scrollerOf(control).scrollBy({ top: control.getBoundingClientRect().top - before, behavior: "instant" });
  show();
  // The notebook measures a cell that grew a little later, and moves what stands in it.
  setTimeout(() => document.activeElement === control && show(), 150);
}

function scrollerOf(element) {
  let one = element.parentElement;
  while (one && !(one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY))) one = one.parentElement;
  return one ?? document.scrollingElement;
}
