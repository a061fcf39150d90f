// Of a published site: the statements that an address asks for, found without a server. Its questions are those of `sayso serve`.
"use strict";
(() => {
  const ledger = window.SAYSO;
  const asked = new URLSearchParams(location.search);
  if (![...asked.keys()].length) return; // all statements: the page as it was written
  if (!ledger) {
    addEventListener("DOMContentLoaded", () => {
      const note = "This copy holds too many statements to be searched: these are the first of all. They stand by report and by voice.";
      document.getElementById("asked").textContent = note;
    });
    return;
  }
  const LENGTH = 50, OFFERED = 12;
  const plain = (text) => ` ${(text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}\p{Co}]+/gu) || []).join(" ")} `;
  const given = (name) => (asked.get(name) || "").trim();
  const on = (name) => !["", "0"].includes(given(name));
  const label = (name, value) => (name === "report" ? ledger.reports[value] : (ledger.facets[name] || []).find(([one]) => one === value)?.[1]) || value;
  const words = (given("q").match(/"[^"]*"|[^\s"]+/g) || []).map(plain).filter((one) => one.trim());
  const tests = [];
  const conditions = [];
  const need = (sentence, name, test) => {
    tests.push(test);
    conditions.push([sentence, name, null]);
  };
  const many = (number, noun) => `${number} ${noun}${number === "1" ? "" : "s"}`;
  if (words.length) need(`with the words ${given("q")}`, "q", (row) => words.every((one) => row.words.some((part) => plain(part).includes(one))));
  for (const [name, sentence] of Object.entries(ledger.said)) {
    const values = asked.getAll(name).filter(Boolean);
    if (!values.length) continue;
    const codes = new Set(values.map((value) => (ledger.facets[name] || []).findIndex(([one]) => one === value)));
    tests.push((row) => (name === "report" ? values.includes(row.report) : (row.has[name] || []).some((code) => codes.has(code))));
    for (const value of values) conditions.push([`${sentence} ${label(name, value)}`, name, value]);
  }
  if (given("since")) need(`on or after ${given("since")}`, "since", (row) => row.day >= given("since"));
  if (given("until")) need(`on or before ${given("until")}`, "until", (row) => row.day && row.day <= given("until"));
  if (given("origins")) need(`with at least ${many(given("origins"), "independent origin")}`, "origins", (row) => row.origins >= +given("origins"));
  if (given("told")) need(`told in at least ${many(given("told"), "report")}`, "told", (row) => row.told >= +given("told"));
  if (on("disputed")) need("in a dispute", "disputed", (row) => row.disputed);
  if (on("unnamed")) need("by voices without a name only", "unnamed", (row) => row.unnamed);

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
    const offer = (heading, choices) => {
      const section = element("section");
      const list = element("ul");
      for (const [text, query, chosen, count] of choices) {
        const link = element("a", text, { href: query });
        if (chosen) link.setAttribute("aria-current", "true");
        const line = element("li");
        line.append(link, count === null ? "" : element("span", count.toLocaleString("en"), { class: "n" }));
        list.append(line);
      }
      section.append(element("h2", heading), list);
      sides.append(section);
    };
    const turned = (name, to) => (on(name) ? without(name, null) : (next) => next.set(name, to));
    const holds = { disputed: (row) => row.disputed, unnamed: (row) => row.unnamed, told: (row) => row.told >= 2, origins: (row) => row.origins >= 2 };
    offer("Only", Object.entries(ledger.switches).map(([name, [text, to]]) => [text, address(turned(name, +to)), on(name), found.filter(holds[name]).length]));
    for (const [name, values] of Object.entries(ledger.facets)) {
      const counts = new Map();
      found.forEach((row) => (row.has[name] || []).forEach((code) => counts.set(code, (counts.get(code) || 0) + 1)));
      const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, OFFERED);
      if (!most.length || (["called", "role", "source"].includes(name) && !asked.has(name))) continue;
      offer(name[0].toUpperCase() + name.slice(1), most.map(([code, count]) => {
        const [value, text] = values[code];
        const chosen = asked.getAll(name).includes(value);
        return [text, address(chosen ? without(name, value) : (next) => next.append(name, value)), chosen, count];
      }));
    }
    const order = given("sort") || "newest";
    offer("Order", Object.entries(ledger.sorts).map(([name, text]) => [text, address((next) => next.set("sort", name)), name === order, null]));
    document.querySelector("aside.facets").replaceWith(sides);
  });
})();
