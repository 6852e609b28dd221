// What `pressroom serve` adds to a page in the browser: it reloads the page when it changed and keeps the place that is
// being read, swaps style sheets without a reload, shows errors over the last good page, and tells in a small bar what
// the server knows of the page.
//
// All of it is one element beside <body> with a shadow root, so that neither side's styles reach the other. It works
// under `default-src 'self'`: no inline style, nothing from elsewhere. Nothing is thrown into the page.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script?.dataset.print || document.querySelector("pressroom-desk")) return;
  const home = new URL("./", script.src);
  const base = new URL("../", home);
  const { path } = script.dataset;
  let { print } = script.dataset;

  const quietly = (act) => (...given) => {
    try {
      return act(...given);
    } catch (error) {
      console.debug("pressroom:", error);
    }
  };
  const on = (target, type, act, options) => target.addEventListener(type, quietly(act), options);

  const memory = (store) => ({
    get: quietly((key) => JSON.parse(store().getItem(`pressroom:${key}`))),
    set: quietly((key, value) => store().setItem(`pressroom:${key}`, JSON.stringify(value))),
  });
  const tab = memory(() => sessionStorage);
  const person = memory(() => localStorage);

  // ── The place that is being read, through a reload ──────────────────────────────────────────────────────────────

  const TEXT = "h1,h2,h3,h4,h5,h6,p,li,dt,dd,figure,figcaption,blockquote,pre,table,tr,img,video,iframe,summary,hr,[id]";
  const CONTROLS = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]";

  // An element is known again by its name, if as many have that name as before; otherwise by the way to it.
  const nameOf = (el) =>
    `${el.tagName} ${el.id || el.name || el.getAttribute("href") || el.getAttribute("src") || el.textContent.trim().slice(0, 200)}`;
  const wayTo = (el) => (el === document.body || !el.parentElement ? [] : [...wayTo(el.parentElement), [...el.parentElement.children].indexOf(el)]);

  function census(selector) {
    const named = new Map();
    for (const el of document.body.querySelectorAll(selector)) {
      const name = nameOf(el);
      if (!named.has(name)) named.set(name, []);
      named.get(name).push(el);
    }
    return {
      all: [...named.values()].flat(),
      mark(el) {
        const name = nameOf(el);
        const same = named.get(name) ?? [];
        return { name, nth: same.indexOf(el), of: same.length, way: wayTo(el) };
      },
      find(marks) {
        for (const mark of marks) {
          const same = named.get(mark.name);
          if (same?.length === mark.of) return { mark, el: same[mark.nth] };
        }
        const [mark] = marks;
        const el = mark?.way.reduce((at, step) => at?.children[step], document.body);
        return el?.tagName === mark?.name.split(" ", 1)[0] ? { mark, el } : undefined;
      },
    };
  }

  const staysInWindow = (el) => el !== null && (/fixed|sticky/.test(getComputedStyle(el).position) || staysInWindow(el.parentElement));

  /** What is in the window, from the top, what is beside the middle last. Of a block that is cut off, its end counts. */
  function visible() {
    const texts = census(TEXT);
    const middle = innerWidth / 2;
    return texts.all
      .map((el) => ({ el, box: el.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 1 && box.bottom > 0 && box.top < innerHeight && (box.top >= 0 || box.bottom <= innerHeight))
      .filter(({ el }) => !staysInWindow(el))
      .map(({ el, box }) => {
        const edge = box.top < 0 ? "bottom" : "top";
        return { ...texts.mark(el), edge, at: box[edge], beside: box.left > middle || box.right < middle };
      })
      .sort((a, b) => a.beside - b.beside || a.at - b.at)
      .slice(0, 30);
  }

  function focused() {
    const el = document.activeElement;
    return el?.matches(CONTROLS) ? census(CONTROLS).mark(el) : null;
  }

  const remember = () => ({ path, at: Date.now(), marks: scrollY > 0 ? visible() : [], focus: focused() });

  function focusAgain(mark) {
    if (mark && document.activeElement === document.body) census(CONTROLS).find([mark])?.el.focus({ preventScroll: true });
  }

  let held;
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    on(window, type, () => (held = undefined), { passive: true, capture: true });
  }

  /** Keeps what was seen where it was seen, until the page has settled or somebody scrolls. */
  function hold(marks) {
    held = marks;
    // For half a second after everything has loaded, and at least for some frames: a busy browser has few.
    let until = performance.now() + (document.readyState === "complete" ? 500 : 10_000);
    let frames = 10;
    on(window, "load", () => (until = performance.now() + 500), { once: true });
    let found;
    const align = quietly(() => {
      if (document.readyState === "complete") frames -= 1;
      if (held !== marks || marks.length === 0 || (performance.now() > until && frames < 0)) return;
      if (!found?.el.isConnected) found = census(TEXT).find(marks);
      if (!found) return;
      const by = found.el.getBoundingClientRect()[found.mark.edge] - found.mark.at;
      if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
      requestAnimationFrame(align);
    });
    align();
  }

  const restore = quietly(() => {
    const place = tab.get("place");
    tab.set("place", null);
    if (place?.path !== path || Date.now() - place.at > 20_000) return;
    hold(place.marks);
    focusAgain(place.focus);
  });

  // A page that never has the bytes that the server promises must not be reloaded for ever.
  let asked = tab.get("asked");
  tab.set("asked", null);
  let leaving = false;

  function reload(wanted) {
    if (leaving || (asked?.path === path && asked.print === wanted)) return;
    leaving = true;
    tab.set("place", quietly(remember)());
    tab.set("asked", { path, print: wanted });
    location.reload();
  }

  let policy;
  /** Text as markup, where the page's policy lets only some scripts make that. */
  function trusted(html) {
    policy ??= window.trustedTypes?.createPolicy("pressroom", { createHTML: (text) => text });
    return policy ? policy.createHTML(html) : html;
  }

  // ── What is different, exchanged without a reload ────────────────────────────────────────────────────────────────

  // The page stays as it is but for the nodes that are different, if none of those has a life of its own and no script
  // has touched what they stand in. Anything else is a reload.
  const ALIVE =
    "script:not([type$='json']),style,link[rel~='stylesheet'],base,meta[http-equiv],noscript,template,iframe,object,embed,audio,video,canvas,form,input,button,select,textarea,dialog,details";
  const alive = (node) =>
    node.nodeType === Node.ELEMENT_NODE && [node, ...node.querySelectorAll("*")].some((el) => el.matches(ALIVE) || el.localName.includes("-"));
  const alike = (one, other) =>
    one.nodeType === Node.ELEMENT_NODE && !one.matches(ALIVE) && one.cloneNode(false).isEqualNode(other.cloneNode(false));

  /** The page as the server sends it now, and the name of its bytes. */
  async function sent() {
    const page = new DOMParser().parseFromString(trusted(await (await fetch(location.href)).text()), "text/html");
    const own = page.querySelector("script[data-print][src$='_pressroom/desk.js']");
    const now = own?.dataset.print;
    own?.removeAttribute("data-print");
    return { page, print: now };
  }

  /** Adds to `found` which nodes of the live page have to give way to which. Whether that can be told. */
  function differences(was, is, live, found) {
    const [before, after, now] = [was, is, live].map((node) => [...node.childNodes]);
    let start = 0;
    let end = 0;
    while (start < Math.min(before.length, after.length) && before[start].isEqualNode(after[start])) start += 1;
    const rest = Math.min(before.length, after.length) - start;
    while (end < rest && before.at(-1 - end).isEqualNode(after.at(-1 - end))) end += 1;
    const [gone, come] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
    if (gone.length === 0 && come.length === 0) return true;
    if (now.length !== before.length) return false;
    const here = now.slice(start, now.length - end);
    if (gone.length !== come.length) {
      found.push({ parent: live, here, gone, come, next: now[start + gone.length] ?? null });
      return true;
    }
    return gone.every((node, at) => {
      if (node.isEqualNode(come[at])) return true;
      if (alike(node, come[at])) return differences(node, come[at], here[at], found);
      found.push({ parent: live, here: [here[at]], gone: [node], come: [come[at]], next: here[at].nextSibling });
      return true;
    });
  }

  /** Exchanges what is different between two states of the page. Whether that was possible. */
  function exchange(was, is) {
    const found = [];
    if (!was.documentElement.cloneNode(false).isEqualNode(is.documentElement.cloneNode(false))) return false;
    if (!was.body.cloneNode(false).isEqualNode(is.body.cloneNode(false))) return false;
    if (!differences(was.head, is.head, document.head, found) || !differences(was.body, is.body, document.body, found)) return false;
    const untouched = ({ here, gone, come }) => here.every((node, at) => node.isEqualNode(gone[at])) && ![...here, ...come].some(alive);
    if (!found.every(untouched)) return false;
    const marks = scrollY > 0 ? visible() : [];
    for (const { parent, here, come, next } of found) {
      for (const node of come) parent.insertBefore(document.importNode(node, true), next);
      for (const node of here) node.remove();
    }
    hold(marks);
    return true;
  }

  let known;
  const learn = async () => {
    const now = await sent();
    if (now.print === print) known = now.page;
  };

  /** Brings the page to other bytes. */
  async function renew(wanted) {
    if (leaving || wanted === print) return;
    const next = known && (await sent().catch(() => undefined));
    if (next?.print && next.print !== print && quietly(exchange)(known, next.page)) {
      known = next.page;
      print = script.dataset.print = next.print;
      asked = null;
    } else {
      reload(wanted);
    }
  }

  // ── Style sheets ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Loads the new sheets beside the old ones, then exchanges all at once. Whether that was possible. */
  async function swapStyles(pairs) {
    const sheets = [...document.querySelectorAll("link[rel~=stylesheet]")];
    const changes = pairs.map(([from, to]) => ({ to, old: sheets.find((sheet) => sheet.href === new URL(from, document.baseURI).href) }));
    if (changes.some(({ old }) => !old)) return false;
    const loaded = changes.map((change) => {
      const sheet = change.old.cloneNode();
      sheet.removeAttribute("integrity");
      sheet.media = "not all";
      sheet.href = change.to;
      change.sheet = sheet;
      return new Promise((done) => {
        sheet.onload = () => done(true);
        sheet.onerror = () => done(false);
        setTimeout(done, 5_000, false);
        change.old.after(sheet);
      });
    });
    const complete = (await Promise.all(loaded)).every(Boolean);
    for (const { old, sheet } of changes) {
      if (!complete) sheet.remove();
      else if (old.hasAttribute("media")) sheet.media = old.media;
      else sheet.removeAttribute("media");
      if (complete) old.remove();
    }
    return complete;
  }

  // ── What is shown ───────────────────────────────────────────────────────────────────────────────────────────────

  const plural = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

  function make(tag, set = {}, ...inside) {
    const el = document.createElement(tag);
    for (const [key, value] of Object.entries(set)) {
      if (key in el) el[key] = value;
      else el.setAttribute(key, value);
    }
    el.append(...inside);
    return el;
  }

  function button(className, act, set) {
    const el = make("button", { type: "button", className, ...set });
    on(el, "click", act);
    return el;
  }

  /** Text with what stands between backticks as code. */
  const sentence = (text) => text.split(/`([^`]*)`/).map((part, at) => (at % 2 ? make("code", {}, part) : part));
  const place = (text, href) => (href ? make("a", { className: "file", href }, text) : make("span", { className: "file" }, text));

  function setHtml(el, html) {
    try {
      el.innerHTML = trusted(html);
    } catch {
      el.replaceChildren("This page's security policy forbids to show this here. It is on the desk and in the terminal.");
    }
  }

  function buildDock() {
    const host = make("pressroom-desk", { lang: "en", dir: "ltr" });
    const root = host.attachShadow({ mode: "open" });
    const live = make("p", { className: "unseen", role: "status" });
    const say = (text) => (live.textContent = text);
    let state;

    // Errors.
    let problems = {};
    let before;
    const title = make("h2", { id: "title" });
    const report = make("div", { className: "report", tabIndex: 0, role: "group", "aria-labelledby": "title" });
    const fold = button("fold", () => showErrors(false), { title: "Fold (Escape)" });
    fold.append("Fold", make("kbd", {}, "Esc"));
    const about = make("p", {}, "Pages keep their last good version until this is mended.");
    const overlay = make("section", { className: "overlay", role: "dialog", "aria-labelledby": "title", tabIndex: -1, hidden: true });
    overlay.append(make("div", { className: "head" }, make("div", {}, title, about), fold), report);
    const errors = button("errors", () => showErrors(overlay.hidden, true), { hidden: true });
    on(overlay, "focusin", (event) => {
      if (!overlay.contains(event.relatedTarget)) before = event.relatedTarget ?? before;
    });

    function showErrors(open, focus = overlay.contains(root.activeElement)) {
      overlay.hidden = !open;
      errors.setAttribute("aria-expanded", open);
      tab.set("folded", open ? null : problems.html);
      if (open) closePanel();
      if (focus) (open ? overlay : errors.hidden ? before : errors)?.focus({ preventScroll: true });
    }

    function setProblems({ html, count }) {
      if (html === problems.html) return;
      const inside = report.contains(root.activeElement);
      problems = { html, count };
      title.textContent = errors.textContent = plural(count, "error");
      errors.hidden = count === 0;
      // After a reload these are no news.
      const news = html !== (tab.get("problems") ?? "");
      tab.set("problems", html);
      overlay.classList.toggle("news", news);
      const folded = count > 0 && html === tab.get("folded");
      setHtml(report, html);
      showErrors(count > 0 && !folded, inside);
      if (news) say(count ? `${title.textContent}: ${report.querySelector(".message")?.textContent ?? ""}` : "All errors are mended.");
    }

    // A panel above the bar: warnings, reasons, other addresses.
    const panel = make("section", { className: "panel", "aria-labelledby": "about", tabIndex: -1, hidden: true });
    let shown;
    const contents = { warnings: listWarnings, why: listReasons, near: listNear };
    const opener = (kind, set) => button(kind, () => (shown === kind ? closePanel() : openPanel(kind)), { hidden: true, "aria-expanded": false, ...set });
    const openers = { warnings: opener("warnings"), why: opener("why", { textContent: "why rendered" }), near: opener("near", { textContent: "did you mean" }) };

    function fillPanel() {
      const [heading, ...inside] = contents[shown]();
      panel.replaceChildren(make("h2", { id: "about" }, heading), ...inside);
    }

    function openPanel(kind) {
      closePanel();
      shown = kind;
      fillPanel();
      panel.hidden = false;
      openers[kind].setAttribute("aria-expanded", true);
    }

    function closePanel() {
      if (!shown) return;
      if (panel.contains(root.activeElement)) openers[shown].focus();
      openers[shown].setAttribute("aria-expanded", false);
      panel.hidden = true;
      shown = undefined;
    }

    function listWarnings() {
      const rows = state.warnings.map(({ code, message, file, line, column, hint, edit }) => {
        const row = make("li", {}, make("p", { className: "message" }, ...sentence(message)));
        const where = [file ?? state.source, line, column].filter((part) => part != null).join(":");
        row.append(make("p", { className: "facts" }, place(where, edit), make("span", { className: "code" }, code)));
        if (hint) row.append(make("p", { className: "hint" }, make("span", { className: "kind" }, "hint: "), ...sentence(hint)));
        return row;
      });
      return [plural(rows.length, "warning"), make("ul", {}, ...rows)];
    }

    function listReasons() {
      const rows = state.why.map((reason) => make("li", {}, ...sentence(reason)));
      const time = `${state.rendered_ms < 10 ? state.rendered_ms.toFixed(1) : Math.round(state.rendered_ms)} ms`;
      return ["Why this page was rendered", make("ol", {}, ...rows), make("p", { className: "facts" }, `It took ${time}.`)];
    }

    let near = [];
    function listNear() {
      const rows = near.map((to) => make("li", {}, make("a", { href: new URL(to.slice(1), base).href }, to)));
      const none = "No page has an address like this one.";
      return [`There is no page at ${path}`, make("p", { className: "facts" }, rows.length ? "Did you mean" : none), make("ul", {}, ...rows)];
    }

    async function lookAround() {
      try {
        near = await (await fetch(new URL(`near?path=${encodeURIComponent(path)}`, home))).json();
        openers.near.hidden = false;
        openPanel("near");
        say(near.length ? `Did you mean ${near[0]}?` : "There is no page at this address.");
      } catch (error) {
        console.debug("pressroom:", error);
      }
    }

    // The bar.
    const status = make("span", { className: "status" });
    const words = make("span", { className: "words" });
    const source = make("span", { className: "source" });
    const desk = make("a", { className: "to-desk", href: home.href }, "desk");
    const items = make("div", { className: "items", id: "items" }, status, words, openers.near, openers.warnings, openers.why, source, desk);
    const lost = make("span", { className: "lost" });
    const chip = button("chip", toggleBar, { "aria-controls": "items" });
    chip.append(make("span", { "aria-hidden": "true" }, "¶"), make("span", { className: "unseen" }, "pressroom"));
    const bar = make("section", { className: "bar", "aria-label": "pressroom" }, chip, errors, lost, items);

    let open = person.get("bar") ?? innerWidth >= 640;
    function showBar() {
      items.hidden = !open;
      chip.setAttribute("aria-expanded", open);
      chip.title = open ? "Hide this bar" : "What the server knows of this page";
      if (!open) closePanel();
    }

    // A finger has no hover: its first touch only brings back what made way.
    let tucked = false;
    on(chip, "pointerdown", () => (tucked = open && desk.offsetWidth === 0));
    function toggleBar() {
      if (tucked) {
        tucked = false;
        return bar.classList.remove("aside");
      }
      open = !open;
      person.set("bar", open);
      showBar();
    }

    // At the end of a page its last lines are there to be read: the bar makes way.
    let waiting = false;
    function makeWay() {
      waiting = false;
      const end = document.body.getBoundingClientRect().bottom;
      bar.classList.toggle("aside", end <= innerHeight + 8 && end > innerHeight - 56);
    }
    const soon = () => {
      if (!waiting) requestAnimationFrame(quietly(makeWay));
      waiting = true;
    };

    function setPage(next) {
      const first = !state;
      state = next;
      const { kind, text } = state.status ?? { kind: state.kind };
      status.dataset.kind = state.status ? kind : "page";
      status.replaceChildren(make("b", {}, kind.replace("-", " ")), text ? ` ${text}` : "");
      words.textContent = state.words ? [plural(state.words, "word"), state.minutes && `${state.minutes} min`].filter(Boolean).join(", ") : "";
      source.replaceChildren(state.source ? place(state.source, state.edit) : "");
      openers.warnings.textContent = plural(state.warnings.length, "warning");
      openers.warnings.hidden = state.warnings.length === 0;
      openers.why.hidden = state.why.length === 0;
      if (shown && openers[shown].hidden) closePanel();
      else if (shown && !panel.contains(root.activeElement)) fillPanel();
      if (first && state.kind === "not-found") lookAround();
      soon();
    }

    on(document, "keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog:modal")) return;
      if (shown) closePanel();
      else if (!overlay.hidden) showErrors(false);
    });
    on(window, "storage", (event) => {
      if (event.key !== "pressroom:bar") return;
      open = person.get("bar") ?? open;
      showBar();
    });
    on(window, "scroll", soon, { passive: true });
    on(window, "resize", soon, { passive: true });
    showBar();
    soon();
    const dock = make("div", { className: "dock", hidden: true }, live, overlay, panel, bar);
    const sheet = make("link", { rel: "stylesheet", href: new URL("desk.css", home).href });
    // Nothing is shown before it has a style.
    on(sheet, "load", () => (dock.hidden = false));
    root.append(sheet, dock);
    document.documentElement.append(host);

    return {
      page: setPage,
      problems: setProblems,
      connection(there) {
        lost.textContent = there ? "" : "server stopped";
        say(there ? "The server is back." : "The server has stopped.");
      },
    };
  }

  /** The desk shows all that itself. */
  function onDesk(main) {
    const lost = make("p", { className: "lost", role: "status" });
    document.querySelector(".top")?.append(lost);
    return {
      desk({ html }) {
        const when = (details) => details.parentElement.querySelector("time")?.dateTime;
        const open = [...main.querySelectorAll("details[open]")].map(when);
        const [marks, focus] = [scrollY > 0 ? visible() : [], focused()];
        setHtml(main, html);
        for (const details of main.querySelectorAll("details")) details.open = open.includes(when(details));
        hold(marks);
        focusAgain(focus);
      },
      connection: (there) => (lost.textContent = there ? "" : "server stopped"),
    };
  }

  const main = document.querySelector("main[data-desk]");
  // A page in a frame is part of another.
  const view = quietly(() => (main ? onDesk(main) : window === window.top ? buildDock() : undefined))() ?? {};

  // ── The server ──────────────────────────────────────────────────────────────────────────────────────────────────

  let styles = Promise.resolve();
  let renewals = Promise.resolve();
  const bring = (wanted) => (renewals = renewals.then(() => renew(wanted)).catch(() => reload(wanted)));
  const events = {
    page({ print: current, state }) {
      if (state) view.page?.(state);
      if (current !== print) return bring(current);
      asked = null;
      if (!known && !main) learn().catch(() => undefined);
    },
    reload: ({ print: current }) => bring(current),
    style({ print: current, swap }) {
      print = script.dataset.print = current;
      known = undefined;
      styles = styles.then(() => swapStyles(swap)).catch(() => false).then(quietly((done) => done || reload(current)));
    },
    problems: (problems) => view.problems?.(problems),
    desk: (state) => view.desk?.(state),
  };

  let stream;
  let timer;
  let failures = 0;

  // A tab that nobody sees catches up when it is looked at: browsers open six connections to a host, and one for each
  // tab would leave none for pages.
  function connect() {
    clearTimeout(timer);
    if (stream || leaving || document.hidden) return;
    stream = new EventSource(new URL(`events?path=${encodeURIComponent(path)}&print=${print}`, home));
    stream.onopen = quietly(() => {
      if (failures > 1) view.connection?.(true);
      failures = 0;
    });
    stream.onerror = quietly(() => {
      disconnect();
      failures += 1;
      if (failures === 2) view.connection?.(false);
      timer = setTimeout(quietly(connect), Math.min(250 * 1.6 ** failures, 5_000));
    });
    for (const [type, act] of Object.entries(events)) on(stream, type, (event) => act(JSON.parse(event.data)));
  }

  function disconnect() {
    clearTimeout(timer);
    stream?.close();
    stream = undefined;
  }

  restore();
  quietly(connect)();
  on(document, "visibilitychange", () => (document.hidden ? disconnect() : connect()));
  on(window, "pagehide", disconnect);
  on(window, "pageshow", connect);
  on(window, "focus", connect);
  on(window, "online", connect);
})();
