// Of a published site: the statements that an address asks for, found without a server. Its questions are those of `sayso serve`.
"use strict";
(() => {
  const ledger = window.SAYSO;
  const asked = new URLSearchParams(location.search);
  if (!ledger || ![...asked.keys()].length) return; // all statements: the page as it was written
  const LENGTH = 50, OFFERED = 12;
  const plain = (text) => ` ${(text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}\p{Co}]+/gu) || []).join(" ")} `;
  const several = Object.keys(ledger.said);
  const label = (name, value) => ((ledger.facets[name] || []).find(([one]) => one === value) || [value, value])[1];
  const wanted = (asked.get("q") || "").match(/"[^"]*"|[^\s"]+/g) || [];
  const words = wanted.map(plain).filter((one) => one.trim());
  const tests = [];
  const conditions = [];
  const need = (sentence, name, value, test) => {
    tests.push(test);
    conditions.push([sentence, name, value]);
  };
  if (words.length) need(`with the words ${asked.get("q")}`, "q", null, (row) => words.every((one) => plain(row.words).includes(one)));
  for (const name of several) {
    const values = asked.getAll(name).filter(Boolean);
    if (!values.length) continue;
    const codes = new Set(values.map((value) => (ledger.facets[name] || []).findIndex(([one]) => one === value)));
    tests.push((row) => (name === "report" ? values.includes(row.report) : (row.has[name] || []).some((code) => codes.has(code))));
    for (const value of values) conditions.push([`${ledger.said[name]} ${label(name, value)}`, name, value]);
  }
  if (asked.get("since")) need(`on or after ${asked.get("since")}`, "since", null, (row) => row.day >= asked.get("since"));
  if (asked.get("until")) need(`on or before ${asked.get("until")}`, "until", null, (row) => row.day && row.day <= asked.get("until"));
  if (asked.get("origins")) need(`with at least ${asked.get("origins")} independent origins`, "origins", null, (row) => row.origins >= +asked.get("origins"));
  if (asked.get("told")) need(`told in at least ${asked.get("told")} reports`, "told", null, (row) => row.told >= +asked.get("told"));
  if (asked.get("disputed")) need("in a dispute", "disputed", null, (row) => row.disputed);
  if (asked.get("unnamed")) need("by voices without a name only", "unnamed", null, (row) => row.unnamed);

  const found = ledger.rows.filter((row) => tests.every((test) => test(row)));
  if (asked.get("sort") === "oldest") found.sort((a, b) => (a.day || "9999").localeCompare(b.day || "9999"));
  if (asked.get("sort") === "told") found.sort((a, b) => b.told - a.told);
  const pages = Math.max(1, Math.ceil(found.length / LENGTH));
  const page = Math.min(pages, Math.max(1, +asked.get("page") || 1));

  const address = (change) => {
    const next = new URLSearchParams(asked);
    next.delete("page");
    change(next);
    const query = next.toString();
    return query ? `?${query}` : location.pathname.split("/").pop();
  };
  const without = (name, value) => (next) => {
    const kept = value === null ? [] : next.getAll(name).filter((one) => one !== value);
    next.delete(name);
    kept.forEach((one) => next.append(name, one));
  };
  const element = (tag, text, given = {}) => {
    const one = document.createElement(tag);
    if (text) one.textContent = text;
    Object.entries(given).forEach(([name, value]) => one.setAttribute(name, value));
    return one;
  };

  addEventListener("DOMContentLoaded", () => {
    const told = document.getElementById("asked");
    told.replaceChildren(`${found.length.toLocaleString("en")} statement${found.length === 1 ? "" : "s"} `);
    for (const [sentence, name, value] of conditions) {
      const one = element("span", "", { class: "condition" });
      one.append(element("bdi", sentence), " ", element("a", "✕", { href: address(without(name, value)), "aria-label": `without: ${sentence}` }));
      told.append(one, " ");
    }
    document.getElementById("search").value = asked.get("q") || "";
    const list = document.querySelector("section.list");
    // each row was escaped when it was written, and the page's policy lets no script in it run
    list.innerHTML = found.slice((page - 1) * LENGTH, page * LENGTH).map((row) => row.html).join("");
    if (!found.length) list.append(element("p", "No statement meets all of these. Take a condition out above.", { class: "empty" }));
    if (pages > 1) {
      const turn = element("nav", "", { class: "paging", "aria-label": "Pages of the list" });
      if (page > 1) turn.append(element("a", "← before", { href: address((next) => next.set("page", page - 1)) }));
      turn.append(element("span", `page ${page} of ${pages}`));
      if (page < pages) turn.append(element("a", "next →", { href: address((next) => next.set("page", page + 1)) }));
      list.append(turn);
    }
    const sides = element("aside", "", { class: "facets", "aria-label": "Filters" });
    for (const [name, values] of Object.entries(ledger.facets)) {
      const counts = new Map();
      found.forEach((row) => (row.has[name] || []).forEach((code) => counts.set(code, (counts.get(code) || 0) + 1)));
      const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, OFFERED);
      if (!most.length || (["called", "role", "source"].includes(name) && !asked.has(name))) continue;
      const section = element("section");
      const offered = element("ul");
      for (const [code, count] of most) {
        const [value, text] = values[code];
        const chosen = asked.getAll(name).includes(value);
        const line = element("li");
        const link = element("a", text, { href: address(chosen ? without(name, value) : (next) => next.append(name, value)) });
        if (chosen) link.setAttribute("aria-current", "true");
        line.append(link, element("span", count.toLocaleString("en"), { class: "n" }));
        offered.append(line);
      }
      section.append(element("h2", name[0].toUpperCase() + name.slice(1)), offered);
      sides.append(section);
    }
    document.querySelector("aside.facets").replaceWith(sides);
  });
})();
