// One training step after another, line by line. Every number comes with the data, as torch gave
// it; the script chooses what is shown.

const SIZE = 300;

function choice(label, values, value, onchange) {
  const list = element("select", { onchange }, ...values.map((each) =>
    element("option", { value: each, selected: each === value }, String(each))));
  return element("label", {}, `${label} `, list);
}

class Strip {
  constructor(model, root) {
    this.model = model;
    this.data = model.get("data");
    this.names = Object.keys(this.data.lines);
    this.place = 0;
    const set = (name, read) => (event) => {
      model.set(name, read(event.target));
      model.save_changes();
      this.show();
    };
    const numeral = (target) => Number(target.value);
    this.forget = element("input", {
      type: "checkbox", checked: model.get("forget"), onchange: set("forget", (target) => target.checked),
    });
    this.back = this.button("Back", () => this.go(this.place - 1));
    this.forward = this.button("Forward", () => this.go(this.place + 1));
    this.where = element("strong", { class: "st-where" });
    this.table = element("table", { class: "st-strip" });
    this.said = element("p", { class: "st-said", role: "status", "aria-live": "polite" });
    this.picture = element("figure", { class: "st-picture" });
    root.append(frame("ll st",
      element("div", { class: "ll-row st-controls" },
        choice("Rate", this.data.rates, model.get("rate"), set("rate", numeral)),
        choice("Momentum", this.data.momenta, model.get("momentum"), set("momentum", numeral)),
        element("label", {}, this.forget, " Forget ", element("code", {}, "zero_grad()")),
        this.button("Start again", () => this.go(0)),
      ),
      element("div", { class: "st-left", onkeydown: (event) => this.keyed(event) },
        element("div", { class: "ll-row" }, this.back, this.forward, this.where), this.table, this.said),
      this.picture,
    ));
    this.show();
  }

  button(words, onclick) {
    return element("button", { type: "button", onclick }, words);
  }

  moments() {
    const { model } = this;
    const forget = model.get("forget") ? 1 : 0;
    return this.data.runs[`${model.get("rate")} ${model.get("momentum")} ${forget}`];
  }

  go(place) {
    this.place = Math.max(0, Math.min(this.moments().length - 1, place));
    this.show();
  }

  keyed(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(this.place + by);
  }

  show() {
    const every = this.moments();
    const now = every[this.place];
    const count = this.names.length;
    const step = Math.max(0, Math.ceil(this.place / count) - 1);
    this.back.setAttribute("aria-disabled", String(this.place === 0));
    this.forward.setAttribute("aria-disabled", String(this.place === every.length - 1));
    const line = now.line === "" ? "before the first line" : this.data.lines[now.line];
    this.where.textContent = `Step ${step + 1} of ${this.data.steps}: ${line}`;
    const coming = now.line === "backward" ? " The dashed arrow is the move to come." : "";
    this.said.textContent = now.says + coming;
    const first = step * count;
    this.fill(every.slice(first, first + count + 1), this.place - first, step);
    const reached = every.slice(0, this.place + 1);
    this.picture.replaceChildren(element("figcaption", {}, "The loss surface from above"), bowl(this.data, reached));
  }

  fill(columns, now, step) {
    const forgotten = (line) => line === "zero_grad" && this.model.get("forget");
    const mark = (place) => (place === now ? { "aria-current": "step", class: "st-now" } : {});
    const head = columns.map(({ line }, place) =>
      element("th", { scope: "col", ...mark(place) },
        element(forgotten(line) && place ? "s" : "span", {}, place ? line : "before")));
    const rows = [
      ["w", (m) => m.weights[0]],
      ["b", (m) => m.weights[1]],
      ["w.grad", (m) => (m.grad ? m.grad[0] : "None")],
      ["b.grad", (m) => (m.grad ? m.grad[1] : "None")],
      ["loss", (m) => m.loss],
    ].map(([name, read]) =>
      element("tr", {}, element("th", { scope: "row" }, name), ...columns.map((moment, place) => {
        if (place > now) return element("td", { class: "st-later" }, "\u00b7");
        const changed = place > 0 && read(moment) !== read(columns[place - 1]);
        return element("td", mark(place), changed ? element("strong", {}, read(moment)) : read(moment));
      })));
    this.table.replaceChildren(
      element("caption", {}, `Training step ${step + 1}: what there is after each line; bold is what the line changed`),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "after"), ...head)),
      element("tbody", {}, ...rows),
    );
  }
}

function arrow(from, to, dashed) {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const long = Math.hypot(x, y);
  if (long < 1) return [];
  const kind = dashed ? "st-arrow st-dashed" : "st-arrow";
  const line = drawn("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: kind });
  if (long < 6) return [line];
  const [ux, uy] = [x / long, y / long];
  const wing = (side) => [to[0] - 8 * ux - side * 4 * uy, to[1] - 8 * uy + side * 4 * ux].join();
  return [line, drawn("polygon", { points: `${to.join()} ${wing(1)} ${wing(-1)}`, class: "st-tip" })];
}

function bowl(data, reached) {
  const { middle, half, angle, axes } = data.bowl;
  const unit = SIZE / (2 * half);
  const at = (weights) => [
    SIZE / 2 + unit * (Number(weights[0]) - middle[0]),
    SIZE / 2 - unit * (Number(weights[1]) - middle[1]),
  ];
  const stops = reached.filter(({ line }) => line === "" || line === "step");
  const now = reached[reached.length - 1];
  const way = stops.map(({ weights }) => `(${weights.join(", ")})`).join(", ");
  const coming = now.line === "backward" ? ` The next move is (${now.move.join(", ")}).` : "";
  const made = drawn("svg", {
    viewBox: `-20 0 ${SIZE + 20} ${SIZE + 20}`, role: "img", class: "st-bowl",
    "aria-label": `Ellipses of equal loss around (${middle.join(", ")}). The weights (w, b) were at ${way}.${coming}`,
  });
  const inside = drawn("svg", { width: SIZE, height: SIZE });
  inside.append(drawn("rect", { width: SIZE, height: SIZE, class: "st-line" }));
  for (const [short, long] of axes)
    inside.append(drawn("ellipse", {
      rx: short * unit, ry: long * unit, class: "st-line",
      transform: `translate(${SIZE / 2} ${SIZE / 2}) rotate(${-angle})`,
    }));
  const points = stops.map(({ weights }) => at(weights));
  points.slice(1).forEach((point, place) => inside.append(...arrow(points[place], point, false)));
  if (now.line === "backward") {
    const next = now.weights.map((value, place) => Number(value) + Number(now.move[place]));
    inside.append(...arrow(at(now.weights), at(next), true));
  }
  const here = at(now.weights);
  inside.append(drawn("circle", { cx: here[0], cy: here[1], r: 5, class: "st-tip" }));
  const name = (x, y, words) => drawn("text", { x, y, "font-size": 13, fill: "currentColor" }, words);
  made.append(inside, name(SIZE / 2, SIZE + 15, "w"), name(-16, SIZE / 2, "b"));
  return made;
}

function render({ model, el }) {
  const strip = new Strip(model, el);
  const told = () => {
    strip.forget.checked = model.get("forget");
    strip.show();
  };
  if (model.on) model.on("change:forget", told);
  return () => model.off?.("change:forget", told);
}

export default { render };
