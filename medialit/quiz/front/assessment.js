// What stands around a test: how it works, what is still open, and the way to hand it in. It is read as one module with
// quiz.js, whose helpers it uses, so that a quiz that is no test carries none of it.

CONTROL.test = (model, head, alarm) => {
  let asked = false;
  const how = h("p", { class: "mlq-how" });
  const line = h("p", { class: "mlq-line" });
  // Ending a test takes two presses: it cannot be taken back.
  const open = button("Hand in the test …", () => turn(true), { class: "mlq-hand" });
  const yes = button("Yes, hand it in", () => handIn());
  const no = button("No, go on answering", () => (turn(false), open.focus()));
  const warning = h("p", { id: `mlq-sure${++shared.serial}` },
    "Questions that are still open will count as skipped, and you cannot answer them later. Hand in the test?",
  );
  const sure = h("div", { class: "mlq-sure", role: "group", "aria-label": "Hand in the test?", "aria-describedby": warning.id },
    warning,
    h("div", { class: "mlq-row" }, no, yes),
  );
  const box = h("div", { class: "mlq-foot" }, line, open, sure);
  const turn = (on) => {
    sure.hidden = !on;
    open.setAttribute("aria-expanded", on);
    // The answer that can be taken back has the focus.
    if (on) no.focus();
  };
  const handIn = () => {
    asked = true;
    const gone = () => say(alarm, GONE.replace("Not checked", "Not handed in").replace("check again", "hand it in again"));
    const busy = () => say(alarm, BUSY.replace("Your answer will be checked", "The test will be handed in"));
    send(model, { kind: "hand in" }, { pending: () => asked, busy, gone });
  };
  const show = () => {
    const sheet = model.get("sheet"), inside = box.contains(document.activeElement);
    say(how, sheet.how);
    say(line, sheet.line);
    open.hidden = !sheet.open;
    if (asked) say(alarm, "");
    if (asked || !sheet.open) turn(false);
    // The buttons go, and the focus with them, so it moves to what they led to.
    if ((asked || !sheet.open) && inside) line.tabIndex = -1, line.focus();
    asked = false;
  };
  turn(false);
  head.after(how);
  alarm.before(box);
  model.on("change:sheet", show);
  show();
};
