// The reading room's own script: what pages can do without it they do without it.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const typing = (at) => at.matches("input, textarea, select, [contenteditable]");

  // A click on a mark lights its statement, and its entry beside the text; and the other way round.
  function light(id, scroll) {
    all(".lit").forEach((one) => one.classList.remove("lit"));
    const marks = all(".text [data-of]").filter((one) => one.dataset.of.split(" ").some((part) => part.startsWith(id + "/")));
    marks.forEach((one) => one.classList.add("lit"));
    const entry = document.getElementById("e-" + id);
    if (entry) entry.classList.add("lit");
    if (scroll === "entry" && entry) entry.scrollIntoView({ block: "nearest" });
    return marks.length > 0;
  }
  function fromAddress() {
    const id = decodeURIComponent(location.hash.slice(1)).replace(/^e-/, "");
    if (/^s1-[0-9a-f]+$/.test(id)) light(id, location.hash.startsWith("#e-") ? null : "entry");
  }
  addEventListener("hashchange", fromAddress);
  addEventListener("DOMContentLoaded", fromAddress);
  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".text [data-of]");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey || !getSelection().isCollapsed) return;
    const id = mark.dataset.of.split(" ").pop().split("/")[0];
    if (!document.getElementById("e-" + id)) return; // no entry beside it: a cue leads to its own page
    event.preventDefault();
    history.replaceState(null, "", "#" + id);
    light(id, "entry");
  });

  // Keys: j and k go through what is listed, / searches, letters on buttons press them.
  let at = -1;
  function go(step) {
    const list = all(".statement, .entries li[id], .pair");
    if (!list.length) return;
    at = Math.min(list.length - 1, Math.max(0, at + step));
    list[at].setAttribute("tabindex", "-1");
    list[at].focus();
    list[at].scrollIntoView({ block: "center" });
    if (list[at].id.startsWith("e-")) light(list[at].id.slice(2), null);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search").focus();
    } else if (event.key === "j" || event.key === "k") {
      go(event.key === "j" ? 1 : -1);
    } else if (/^[a-z]$/.test(event.key)) {
      const here = document.activeElement.closest(".pair, .statement") || document;
      const button = here.querySelector(`[data-press="${event.key}"]`) || document.querySelector(`[data-press="${event.key}"]`);
      if (button) button.click();
    }
  });
})();
