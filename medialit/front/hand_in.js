// The hand-in form: a field for a name, a button, and what came of it. Files are read and written by Python alone.

const BUSY = "The notebook is busy with another cell. Your file is made when it is done.";
const GONE =
  "No file was made: the program behind this notebook has stopped or was started anew. " +
  "Run the notebook again from its first cell (menu Run, Run All Cells).";

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** "busy", "idle", "gone", or "" where the page cannot know. */
function kernelStatus(model) {
  const manager = model.widget_manager;
  if (!manager || !("kernel" in manager)) return "";
  const kernel = manager.kernel;
  if (!kernel || (kernel.connectionStatus ?? "connected") !== "connected") return "gone";
  if (["dead", "terminating", "restarting", "autorestarting"].includes(kernel.status)) return "gone";
  return kernel.status === "idle" ? "idle" : "busy";
}

function render({ model, el }) {
  // Notebook shortcuts look at the focused element itself, so each control needs the mark.
  const mark = { "data-lm-suppress-shortcuts": "true" };
  const id = `mlh-${Math.random().toString(36).slice(2)}`;
  const name = element("input", { type: "text", autocomplete: "off", maxlength: "200", "aria-describedby": id, ...mark });
  const button = element("button", { type: "button", ...mark }, "Make the hand-in file");
  const said = element("div", { class: "mlh-said", role: "status" });
  const root = element(
    "div", { class: "mlh", role: "group", "aria-label": "Hand in" },
    element("label", {}, "Your name, if you want it in the file ", name),
    element("p", { id }, "Left empty, the file carries a random name that says nothing about you."),
    button, said,
  );
  let asked = 0;
  const open = () => asked > model.get("result").number;
  const say = (...lines) => said.replaceChildren(...lines.map((line) => element("p", {}, line)));
  const draw = () => {
    const { number, lines, made } = model.get("result");
    asked = Math.max(asked, number);
    if (!lines.length || asked > number) return;
    said.toggleAttribute("data-made", made);
    say(...lines);
  };
  const gone = () => open() && ((asked = model.get("result").number), say(GONE));
  button.addEventListener("click", () => {
    if (open()) return; // one press, one file
    asked += 1;
    said.removeAttribute("data-made");
    say("Working…");
    // The kernel reports "idle" once it is through with this message. No result by then: it no longer knows the form.
    const status = ({ content }) => content.execution_state === "idle" && setTimeout(gone, 1500);
    try {
      model.send({ kind: "pack", name: name.value, number: asked }, { iopub: { status } });
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
  });
  // The notebook's own shortcuts must not see keys pressed in here.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  const cutOff = () => say(GONE);
  model.on("change:result", draw);
  model.on("comm_live_update", cutOff);
  draw();
  el.append(root);
  return () => {
    model.off("change:result", draw);
    model.off("comm_live_update", cutOff);
  };
}

export default { render };
