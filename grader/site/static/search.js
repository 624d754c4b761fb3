// The index is Pagefind's. It finds pages that have all words; where there are few of those, the
// numbers are left out (yours are others), and then pages with some of the words follow.
const ENOUGH = 5;
const MOST = 30;
const status = document.getElementById("status");
const list = document.getElementById("found");
const words = new URLSearchParams(location.search).get("q")?.trim() ?? "";
document.getElementById("q").value = words;
document.getElementById("without").hidden = true;

async function matches(pagefind, text) {
  return text ? (await pagefind.search(text)).results : [];
}

function merged(lists) {
  const scores = new Map();
  for (const results of lists) {
    for (const result of results) {
      const known = scores.get(result.id);
      scores.set(result.id, { result, score: (known?.score ?? 0) + 1 + result.score / 1000 });
    }
  }
  return [...scores.values()].sort((a, b) => b.score - a.score).map((each) => each.result);
}

// A name such as optimizer.zero_grad is also looked for by its parts.
const parts = (text) => text.replace(/(?<=\p{L})[^\p{L}\p{N}]+|[^\p{L}\p{N}]+(?=\p{L})/gu, " ");
const withoutNumbers = (text) => text.replace(/\S*\d\S*/g, " ").replace(/\s+/g, " ").trim();

async function search(pagefind) {
  const exact = merged([await matches(pagefind, words), await matches(pagefind, parts(words))]);
  if (exact.length >= ENOUGH) return exact;
  const plain = withoutNumbers(parts(words));
  const near = await matches(pagefind, plain);
  const each = [...new Set(plain.toLowerCase().split(" "))].filter((word) => word.length > 2);
  const some = merged(await Promise.all(each.map((word) => matches(pagefind, word))));
  const seen = new Set();
  return [...exact, ...near, ...some].filter((r) => !seen.has(r.id) && seen.add(r.id));
}

function item(data) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = data.url;
  link.textContent = data.meta.title;
  const excerpt = document.createElement("p");
  excerpt.innerHTML = data.excerpt; // Pagefind escapes all but its own mark elements
  line.append(link, ` (${data.meta.kind})`, excerpt);
  return line;
}

async function show() {
  status.textContent = "Searching …";
  try {
    const pagefind = await import("../pagefind/pagefind.js");
    const results = await search(pagefind);
    const shown = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
    list.replaceChildren(...shown.map(item));
    const more = results.length > MOST ? `, the best ${MOST} of them below` : "";
    status.textContent = `${results.length} ${results.length === 1 ? "page" : "pages"}${more}.`;
  } catch {
    status.textContent = "The search cannot be loaded. It works where the site is served over HTTP.";
  }
}

if (words) show();
