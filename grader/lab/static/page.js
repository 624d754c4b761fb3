// What a notebook does for the widget, on a page that has no kernel.
const data = JSON.parse(document.getElementById("data").textContent);
const kept = { data, letters: Object.keys(data.lines).join("") };
const model = {
  get: (name) => kept[name],
  set: (name, value) => {
    kept[name] = value;
  },
  save_changes: () => {},
};
const el = document.getElementById("lab");
el.replaceChildren();
render({ model, el });
