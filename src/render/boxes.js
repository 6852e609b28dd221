// Brings the boxes of an article up to date. The page holds each box as of the article's own publication, and says in the
// attributes of its element where the newest articles of its list are, how many are wanted, and what the page shows
// itself. Without this script, or without the network, the boxes stay as they are.
(() => {
  "use strict";
  const boxes = [...document.querySelectorAll("[data-box]")];
  const words = (text) => (text ? text.split(" ") : []);
  const files = new Map();
  const load = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.text();
  };
  const get = (url) => files.get(url) ?? files.set(url, load(url)).get(url);

  /** The parts of a box that belong to each of its articles: what is just below the element that holds all links. */
  function parts(root, refs) {
    if (refs.length < 2) return [root];
    const links = refs.map((ref) => root.querySelector(`a[href="${ref}"]`));
    let list = links[0].parentElement;
    while (!links.every((link) => list.contains(link))) list = list.parentElement;
    return links.map((link) => [...list.children].find((part) => part.contains(link)));
  }

  function take(part) {
    if (part.nextSibling?.nodeType === Node.TEXT_NODE && !part.nextSibling.data.trim()) part.nextSibling.remove();
    part.remove();
  }

  function renew(box, text, shown) {
    const { limit, offset = 0, repeat, shown: own } = box.dataset;
    for (const ref of words(own)) shown.add(ref);
    const root = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    const refs = words(root.dataset.refs);
    const all = refs.length ? parts(root, refs) : [];
    const chosen = [];
    let skipped = 0;
    refs.forEach((ref, at) => {
      if (chosen.length < limit && (repeat !== undefined || !shown.has(ref)) && skipped++ >= offset) chosen.push(ref);
      else if (refs.length > 1) take(all[at]);
    });
    if (repeat === undefined) for (const ref of chosen) shown.add(ref);
    box.hidden = chosen.length === 0;
    if (box.hidden || box.contains(document.activeElement)) return;
    if (root.innerHTML.trim() !== box.innerHTML.trim()) box.replaceWith(document.importNode(root, true));
  }

  Promise.all(boxes.map((box) => get(box.dataset.box)))
    .then((texts) => {
      const shown = new Set();
      boxes.forEach((box, at) => renew(box, texts[at], shown));
    })
    .catch((error) => console.debug("boxes:", error));
})();
