// Search in the files that pressroom publishes below /search/ (docs/search.md). Nothing leaves the reader's machine.

const place = document.querySelector("[data-search]");
const form = place.querySelector("form");
const list = place.querySelector("ol");
const status = place.querySelector("[role=status]");
const [more, older] = place.querySelectorAll("button[type=button]");
const pattern = place.querySelector("template").content;
const words = place.dataset;
const root = new URL(words.search, location);
const base = root.pathname.slice(0, -"search/index.json".length);
const language = document.documentElement.lang;

const SHOWN = 10; // results at a time
const WAVE = 12; // segments at a time, newest first

// ── Words: as src/search/words.rs has it ───────────────────────────────────────────────────────────────────────────
const RUN = /[\p{Alphabetic}\p{N}\p{M}]+(?:\+\+|#)?/gu;
const ACCENT = /[\u0300-\u036f\u0591-\u05bd\u0640\u064b-\u065f\u0670]/g;
const NO_WORD = /[^\p{Alphabetic}\p{N}\p{M}]+/gu;
const RARE = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ" };
const DENSE =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;

function fold(run) {
  if (/^[\x20-\x7e]*$/.test(run)) return run;
  const bare = run.normalize("NFKD").replace(ACCENT, "").normalize("NFC").toLowerCase();
  return bare.replace(/[ßæœøłđðıς]/g, (letter) => RARE[letter]).replace(NO_WORD, "");
}

function terms(text) {
  const found = [];
  const whole = (part) => {
    if (part && !/^[a-z]$/.test(part)) found.push([...part].slice(0, 32).join(""));
  };
  for (const [run] of text.toLowerCase().matchAll(RUN)) {
    const folded = fold(run);
    let end = 0;
    for (const dense of folded.matchAll(DENSE)) {
      whole(folded.slice(end, dense.index));
      end = dense.index + dense[0].length;
      const letters = [...dense[0]];
      if (letters.length === 1) found.push(letters[0]);
      for (let at = 1; at < letters.length; at++) found.push(letters[at - 1] + letters[at]);
    }
    whole(folded.slice(end));
  }
  return found;
}

// ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
let files = new Map();
function get(path) {
  if (!files.has(path)) {
    const options = { cache: path === "index.json" ? "no-cache" : "default" };
    const file = fetch(new URL(path, root), options).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
    file.catch(() => files.delete(path));
    files.set(path, file);
  }
  return files.get(path);
}

async function chunk(segment, at) {
  const file = await get(`${segment.at}/t${at}.json`);
  file.list ??= file.terms.split(" ");
  return file;
}

/** The place of the last element that is not greater, or -1. */
function last(sorted, wanted) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether one word is another with a letter more, less, changed or swapped. */
function near(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return left.length + right.length <= 2 || (left.length === 2 && left === right[1] + right[0]);
}

// ── Looking up ─────────────────────────────────────────────────────────────────────────────────────────────────────
/** What a segment has for a term: stems with how well they fit. */
async function lookUp(segment, head, term, typing) {
  const first = Math.max(0, last(head.from, term));
  if (!typing) {
    // A word that is there as it was typed stands in one file.
    const { list, stem, has } = await chunk(segment, first);
    const at = last(list, term);
    if (list[at] === term) return [{ has: has[stem[at]], fit: 1 }];
  }
  const until = Math.min(last(head.from, `${term}\uffff`), first + 2);
  const chunks = await Promise.all(
    Array.from({ length: Math.max(1, until - first + 1) }, (_, at) => chunk(segment, first + at)),
  );
  const exact = [];
  const begun = [];
  for (const { list, stem, has } of chunks) {
    const at = last(list, term);
    if (list[at] === term) exact.push({ has: has[stem[at]], fit: 1 });
    const seen = new Map();
    for (let next = at + 1; list[next]?.startsWith(term) && seen.size < 64; next++) {
      const fit = 0.3 + (0.6 * term.length) / list[next].length;
      if (!(seen.get(stem[next]) >= fit)) seen.set(stem[next], fit);
    }
    for (const [stem, fit] of seen) begun.push({ has: has[stem], fit });
  }
  if (exact.length || begun.length) return [...exact, ...begun];
  if (term.length < 4) return [];
  // Nothing: perhaps it is misspelt behind its first three letters.
  const close = [];
  const start = term.slice(0, 3);
  for (const { list, stem, has } of chunks) {
    for (let next = last(list, start) + (list[last(list, start)] === start ? 0 : 1); list[next]?.startsWith(start); next++) {
      if (near(list[next], term)) close.push({ has: has[stem[next]], fit: 0.5 });
    }
  }
  return close;
}

/** Articles of the given segments for a query, the best first, as [segment, number, score]. */
async function find(segments, query) {
  const wanted = [...new Set(terms(query))];
  const heads = await Promise.all(segments.map((segment) => get(`${segment.at}/head.json`)));
  const typing = !/\s$/.test(query);
  const looked = await Promise.all(
    wanted.map((term, place) =>
      Promise.all(segments.map((segment, at) => lookUp(segment, heads[at], term, typing && place === wanted.length - 1))),
    ),
  );
  const total = heads.reduce((sum, head) => sum + head.n, 0);
  const scores = segments.map(() => new Map());
  let telling = 0; // terms that not half the articles have
  for (const bySegment of looked) {
    const all = bySegment.flat();
    const common = all.some(({ has, fit }) => has.n && fit === 1);
    const exact = all.filter(({ fit }) => fit === 1);
    const count = (exact.length ? exact : all).reduce((sum, { has }) => sum + (has.n ?? has.length / 2), 0);
    const weight = Math.log(1 + (total - Math.min(count, total) + 0.5) / (count + 0.5));
    telling += common ? 0 : 1;
    for (const [at, stems] of bySegment.entries()) {
      const best = new Map();
      for (const { has, fit } of stems) {
        const pairs = has.in ?? has;
        let document = 0;
        for (let next = 0; next < pairs.length; next += 2) {
          document += pairs[next];
          const worth = pairs[next + 1] * fit;
          if (!(best.get(document) >= worth)) best.set(document, worth);
        }
      }
      for (const [document, worth] of best) {
        const score = scores[at].get(document) ?? { sum: 0, matched: 0 };
        score.sum += worth * weight;
        score.matched += common ? 0 : 1;
        scores[at].set(document, score);
      }
    }
  }
  const newest = Math.max(...segments.map((segment) => segment.years[1]));
  const found = [];
  for (const [at, documents] of scores.entries()) {
    for (const [document, { sum, matched }] of documents) {
      const share = telling ? matched / telling : 1;
      if (share < 0.5 || !passes(heads[at], document)) continue;
      const age = newest - heads[at].year[document];
      found.push([at, document, sum * share ** 2 * (1 + 0.15 * Math.exp(-age / 4))]);
    }
  }
  if (form.sort.value === "newest") found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  else found.sort((a, b) => b[2] - a[2] || a[0] - b[0] || b[1] - a[1]);
  return found;
}

function passes(head, document) {
  const is = (name, table, places) =>
    !form[name].value || [places].flat().some((place) => table[place][0] === form[name].value);
  return (
    is("type", head.types, head.type[document]) &&
    is("category", head.categories, head.category[document]) &&
    is("author", head.authors, head.author[document]) &&
    (!form.year.value || head.year[document] === Number(form.year.value))
  );
}

// ── Showing ────────────────────────────────────────────────────────────────────────────────────────────────────────
let turn = 0;
let reach = WAVE;
let shown = SHOWN;

/** Writes a text with the words that were asked for marked. */
function write(element, text, wanted) {
  let end = 0;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const word = fold(run.toLowerCase());
    const hit = wanted.some((term) => {
      const stem = term.length > 4 ? term.slice(0, Math.max(4, term.length - 2)) : term;
      return word.startsWith(stem) && (word.length <= term.length + 4 || word.startsWith(term));
    });
    if (!hit) continue;
    element.append(text.slice(end, index), Object.assign(document.createElement("mark"), { textContent: run }));
    end = index + run.length;
  }
  element.append(text.slice(end));
}

/** A day as the theme writes it; its months are names with commas between them. */
function day(date) {
  const [year, month, of] = date.split("-");
  const parts = { Y: year, m: month, d: of, B: words.months.split(",")[month - 1].trim() };
  return words.date.replace(/%(-?)([YmdB])/g, (_, bare, part) => (bare ? Number(parts[part]) : parts[part]));
}

function result([path, title, description, date, category, type, authors, sponsored], wanted) {
  const item = pattern.cloneNode(true);
  const part = (name) => item.querySelector(`[data-part=${name}]`);
  const fill = (name, text) => (text ? part(name).append(text) : part(name).remove());
  const link = part("title");
  link.href = base + path.slice(1);
  write(link, title, wanted);
  if (description) write(part("description"), description, wanted);
  else part("description").remove();
  fill("category", category);
  fill("type", type === category ? "" : type);
  if (!sponsored) part("sponsored").remove();
  fill("authors", new Intl.ListFormat(language).format(authors));
  part("date").dateTime = date;
  part("date").append(day(date));
  return item;
}

async function show() {
  const mine = ++turn;
  const query = form.q.value;
  remember();
  if (!terms(query).length) return clear();
  const { segments } = await get("index.json");
  const year = Number(form.year.value);
  const possible = segments.filter(({ years }) => !year || (years[0] <= year && year <= years[1]));
  const asked = possible.slice(0, reach);
  const found = await find(asked, query);
  const best = found.slice(0, shown);
  const wanted = terms(query);
  const items = await Promise.all(
    best.map(async ([at, document]) => {
      const { block } = await get(`${asked[at].at}/head.json`);
      const file = await get(`${asked[at].at}/d${Math.floor(document / block)}.json`);
      return result(file[document % block], wanted);
    }),
  );
  if (mine !== turn) return;
  list.replaceChildren(...items);
  status.textContent = found.length
    ? words.found.replace("{n}", found.length.toLocaleString(language))
    : words.none.replace("{query}", query.trim());
  more.hidden = found.length <= shown;
  older.hidden = possible.length <= reach;
  if (!older.hidden) older.textContent = words.older.replace("{year}", asked.at(-1).years[0]);
}

function clear() {
  list.replaceChildren();
  status.textContent = "";
  more.hidden = older.hidden = true;
}

/** Files of an index that has been replaced meanwhile are gone: once more, from its beginning. */
async function update() {
  try {
    await show();
  } catch {
    files = new Map();
    await show().catch(() => {
      status.textContent = words.failed;
    });
  }
}

function remember() {
  const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  if (form.sort.value === "best") state.delete("sort");
  history.replaceState(null, "", state.size ? `?${state}` : location.pathname);
}

/** Authors and years that can be chosen: those of the segments that are searched. */
async function choices() {
  const { segments } = await get("index.json");
  const heads = await Promise.all(segments.slice(0, WAVE).map((segment) => get(`${segment.at}/head.json`)));
  const option = (select, value, name) => select.append(new Option(name, value));
  const authors = new Map(heads.flatMap((head) => head.authors));
  const names = [...authors].sort((a, b) => a[1].localeCompare(b[1], language));
  for (const [slug, name] of names) option(form.author, slug, name);
  const years = new Set(heads.flatMap((head) => head.year));
  for (const { years: range } of segments.slice(WAVE)) {
    for (let year = range[0]; year <= range[1]; year++) years.add(year);
  }
  for (const year of [...years].sort((a, b) => b - a)) option(form.year, year, year);
}

// ── What a reader does ─────────────────────────────────────────────────────────────────────────────────────────────
let waiting;
form.addEventListener("input", () => {
  [reach, shown] = [WAVE, SHOWN];
  clearTimeout(waiting);
  waiting = setTimeout(update, 20);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  update();
});
more.addEventListener("click", async () => {
  const first = shown;
  shown += SHOWN;
  await update();
  list.children[first]?.querySelector("a").focus();
});
older.addEventListener("click", () => {
  reach += WAVE;
  update();
});
place.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape" && at >= 0) form.q.focus();
  if (!step || (at < 0 && document.activeElement !== form.q) || !links.length) return;
  if (at < 0 && step < 0) return;
  event.preventDefault();
  (links[at + step] ?? (step < 0 ? form.q : links[at])).focus();
});

const asked = new URLSearchParams(location.search);
form.hidden = false;
form.q.value = asked.get("q") ?? "";
for (const name of ["category", "type", "sort"]) if (asked.get(name)) form[name].value = asked.get(name);
if (!form.sort.value) form.sort.value = "best";
choices()
  .then(() => {
    for (const name of ["author", "year"]) if (asked.get(name)) form[name].value = asked.get(name);
    if (form.author.value || form.year.value) update();
  })
  .catch(() => {
    status.textContent = words.failed;
  });
if (form.q.value) update();
// Who has come by a link of this site wants to type; everybody else begins at the top of the page.
else if (document.referrer.startsWith(root.origin)) form.q.focus();
