// Enhancements only. Every page is complete without this file.

// The colour switch: shown only when it can work.
const root = document.documentElement;
const dark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const show = () => button.setAttribute("aria-pressed", dark());
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {}
    show();
  });
}

// A video is a link until somebody wants it: nothing is loaded from YouTube before that.
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-youtube]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  const start = Number(link.dataset.start) || 0;
  frame.src = `https://www.youtube-nocookie.com/embed/${link.dataset.youtube}?autoplay=1&start=${start}`;
  frame.title = link.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  link.replaceWith(frame);
  frame.focus();
});

// A live blog is newest first; who comes late may turn it round.
for (const button of document.querySelectorAll("[data-turn]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "false");
    for (const list of document.querySelectorAll(".updates")) list.append(...[...list.children].reverse());
  });
}
