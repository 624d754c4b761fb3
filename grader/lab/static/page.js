// What a notebook does for the widget, on a page that has no kernel.
const kept = JSON.parse(document.getElementById("traits").textContent);
const model = {
  get: (name) => kept[name],
  set: (name, value) => {
    kept[name] = value;
  },
  save_changes: () => {},
};
const el = document.getElementById("widget");
el.replaceChildren();
render({ model, el });
