// The loop taken apart. The same module serves a widget in a notebook and the static page:
// both hand over a model with get, set, save_changes and on.

export function program(data, letters) {
  const lines = [...letters].map((letter) => `    ${data.lines[letter]}`);
  return [`for step in range(${data.steps}):`, ...(lines.length ? lines : ["    pass"])].join("\n");
}

export function outcome(data, letters) {
  const [effect, words] = data.arrangements[letters];
  return { effect: data.effects[effect], words: data.words[words] };
}

const BOX = { width: 330, height: 170, left: 44, right: 8, top: 10, bottom: 30 };

function scales(count, highest) {
  const across = (BOX.width - BOX.left - BOX.right) / Math.max(1, count - 1);
  const up = (BOX.height - BOX.top - BOX.bottom) / (highest || 1);
  return {
    x: (place) => BOX.left + across * place,
    y: (value) => BOX.height - BOX.bottom - up * Math.min(value, highest),
  };
}

function axes(picture, label, highest, last) {
  const low = BOX.height - BOX.bottom;
  const style = { stroke: "currentColor", "stroke-width": 1, opacity: 0.6 };
  picture.append(
    drawn("line", { x1: BOX.left, x2: BOX.left, y1: BOX.top, y2: low, ...style }),
    drawn("line", { x1: BOX.left, x2: BOX.width - BOX.right, y1: low, y2: low, ...style }),
  );
  const text = (x, y, words, anchor) =>
    drawn("text", { x, y, "text-anchor": anchor, "font-size": 11, fill: "currentColor" }, words);
  picture.append(
    text(BOX.left - 4, BOX.top + 8, Number(highest.toPrecision(2)).toString(), "end"),
    text(BOX.left - 4, low, "0", "end"),
    text(BOX.left, BOX.height - 12, "0", "middle"),
    text(BOX.width - BOX.right, BOX.height - 12, String(last), "end"),
    text((BOX.left + BOX.width) / 2, BOX.height - 2, label, "middle"),
  );
}

function path(values, to) {
  let open = false;
  return values
    .map((value, place) => {
      const word = value === null ? "" : `${open ? "L" : "M"}${to.x(place)} ${to.y(value)}`;
      open = value !== null;
      return word;
    })
    .join("");
}

function picture(label) {
  const size = `0 0 ${BOX.width} ${BOX.height}`;
  return drawn("svg", { viewBox: size, role: "img", "aria-label": label, class: "ll-picture" });
}

function losses(data, yours, right) {
  const made = picture(`Loss after each run. Yours: ${yours.says} The right order: ${right.says}`);
  const all = [...yours.losses, ...right.losses].filter((value) => value !== null);
  const highest = Math.max(...all);
  const to = scales(data.steps + 1, highest);
  axes(made, "runs", highest, data.steps);
  made.append(drawn("path", { d: path(right.losses, to), class: "ll-right" }));
  made.append(drawn("path", { d: path(yours.losses, to), class: "ll-yours" }));
  yours.losses.forEach((value, place) => {
    if (value !== null)
      made.append(drawn("circle", { cx: to.x(place), cy: to.y(value), r: 2.5, class: "ll-dot" }));
  });
  return made;
}

function gradients(data, yours) {
  const known = yours.gradients.filter((value) => value !== null);
  const none = known.length ? "" : " No run made an update.";
  const last = known.length ? ` From ${known[0]} to ${known[known.length - 1]}.` : "";
  const made = picture(`Size of the gradient that each update used.${none}${last}`);
  const highest = Math.max(1e-9, ...known);
  const to = scales(data.steps + 1, highest);
  axes(made, "runs", known.length && highest > 1e-6 ? highest : 0, data.steps);
  const wide = (BOX.width - BOX.left - BOX.right) / data.steps - 3;
  yours.gradients.forEach((value, place) => {
    if (value === null || value <= 0) return;
    const y = to.y(value);
    const height = BOX.height - BOX.bottom - y;
    made.append(drawn("rect", { x: to.x(place) + 2, y, width: wide, height, class: "ll-bar" }));
  });
  return made;
}

class Lab {
  constructor(model, root) {
    this.model = model;
    this.data = model.get("data");
    this.start = model.get("letters");
    const on = [...this.start];
    const off = Object.keys(this.data.lines).filter((letter) => !on.includes(letter));
    this.blocks = [...on.map((letter) => ({ letter, on: true })), ...off.map((letter) => ({ letter, on: false }))];
    this.list = element("ol", { class: "ll-blocks", "aria-label": "Lines of the loop, in order" });
    this.said = element("p", { class: "ll-said", role: "status", "aria-live": "polite" });
    this.pictures = element("div", { class: "ll-pictures" });
    this.code = element("pre", { class: "ll-code", tabindex: "0", "aria-label": "The arrangement as code" });
    this.copy = element("button", { type: "button", class: "ll-copy", onclick: () => this.copied() }, "Copy the code");
    const reset = element("button", { type: "button", onclick: () => this.reset() }, "Start again");
    root.append(
      frame("ll",
        element("div", { class: "ll-left" }, this.list, element("div", { class: "ll-row" }, this.copy, reset), this.code),
        element("div", { class: "ll-side" }, this.said, this.pictures),
      ),
    );
    this.show();
    this.told = () => {
      if (model.get("letters") !== this.letters()) this.take(model.get("letters"));
    };
    if (model.on) model.on("change:letters", this.told);
  }

  letters() {
    return this.blocks.filter((block) => block.on).map((block) => block.letter).join("");
  }

  take(letters) {
    const off = this.blocks.filter((block) => !letters.includes(block.letter));
    off.forEach((block) => (block.on = false));
    this.blocks = [...[...letters].map((letter) => ({ letter, on: true })), ...off];
    this.show();
  }

  reset() {
    this.take(this.start);
    this.changed();
  }

  changed(focus) {
    this.model.set("letters", this.letters());
    this.model.save_changes();
    this.show(focus);
  }

  move(place, by) {
    const to = place + by;
    if (to < 0 || to >= this.blocks.length) return;
    const [block] = this.blocks.splice(place, 1);
    this.blocks.splice(to, 0, block);
    this.changed({ letter: block.letter, part: by < 0 ? "up" : "down" });
  }

  keyed(event, place) {
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook would move to another cell
    if (event.altKey) {
      this.move(place, way);
      return;
    }
    const next = this.list.children[place + way];
    if (next) next.querySelector("input").focus();
  }

  dragged(event, place) {
    if (event.target.closest("button, label")) return;
    const item = this.list.children[place];
    item.setPointerCapture(event.pointerId);
    item.classList.add("ll-held");
    const at = (y) => {
      const middles = [...this.list.children].map((child) => {
        const box = child.getBoundingClientRect();
        return box.top + box.height / 2;
      });
      return middles.filter((middle, index) => index !== place && middle < y).length;
    };
    const end = (last) => {
      item.removeEventListener("pointerup", end);
      item.removeEventListener("pointercancel", end);
      item.classList.remove("ll-held");
      if (last.type === "pointerup") this.move(place, at(last.clientY) - place);
    };
    item.addEventListener("pointerup", end);
    item.addEventListener("pointercancel", end);
  }

  block(block, place) {
    const line = this.data.lines[block.letter];
    const button = (word, by) =>
      element("button", {
        type: "button",
        "data-part": by < 0 ? "up" : "down",
        "aria-label": `Move ${line} ${word}`,
        "aria-disabled": String(by < 0 ? place === 0 : place === this.blocks.length - 1),
        onclick: () => this.move(place, by),
      }, by < 0 ? "\u2191" : "\u2193");
    const box = element("input", {
      type: "checkbox",
      checked: block.on,
      "data-part": "box",
      onchange: (event) => {
        block.on = event.target.checked;
        this.changed({ letter: block.letter, part: "box" });
      },
    });
    return element("li", {
      class: block.on ? "ll-block" : "ll-block ll-off",
      "data-letter": block.letter,
      onkeydown: (event) => this.keyed(event, place),
      onpointerdown: (event) => this.dragged(event, place),
    },
      element("span", { class: "ll-grip", "aria-hidden": "true" }, "\u2261"),
      element("label", {}, box, ` ${block.letter} `, element("code", {}, line)),
      element("span", { class: "ll-state" }, block.on ? "" : "off"),
      button("up", -1),
      button("down", 1),
    );
  }

  show(focus) {
    this.list.replaceChildren(...this.blocks.map((block, place) => this.block(block, place)));
    if (focus) {
      const chosen = `[data-letter="${focus.letter}"] [data-part="${focus.part}"]`;
      this.list.querySelector(chosen)?.focus();
    }
    const letters = this.letters();
    const { effect, words } = outcome(this.data, letters);
    const right = outcome(this.data, this.data.right).effect;
    this.said.replaceChildren(element("strong", {}, words), ` ${effect.says}`);
    this.code.textContent = program(this.data, letters);
    this.pictures.replaceChildren(
      element("figure", {}, element("figcaption", {}, "Loss: yours solid with dots, the right order dashed"), losses(this.data, effect, right)),
      element("figure", {}, element("figcaption", {}, "Size of the gradient that each update used"), gradients(this.data, effect)),
    );
  }

  async copied() {
    const text = program(this.data, this.letters());
    try {
      await navigator.clipboard.writeText(text);
      this.copy.textContent = "Copied";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(this.code);
      const chosen = getSelection();
      chosen.removeAllRanges();
      chosen.addRange(range);
      this.copy.textContent = "Selected: copy it with the keyboard";
    }
    setTimeout(() => (this.copy.textContent = "Copy the code"), 2000);
  }
}

function render({ model, el }) {
  const lab = new Lab(model, el);
  return () => model.off?.("change:letters", lab.told);
}

export default { render };
