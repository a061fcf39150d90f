// Charts that may be zoomed: in the place of the one that stands in the page, Vega draws it anew from the page's own data.
"use strict";
(() => {
  const OPTIONS = { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  let loading;

  function vega(address) {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => done(window.vegaEmbed);
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  for (const figure of document.querySelectorAll("figure.chart[data-vega]")) {
    const still = figure.querySelector(".still");
    const live = document.createElement("div");
    live.className = "live";
    live.hidden = true;
    still.after(live);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Zoom and drag";
    button.setAttribute("aria-pressed", "false");
    still.before(button);
    button.addEventListener("click", async () => {
      const on = live.hidden;
      if (on && !live.hasChildNodes()) {
        button.disabled = true;
        try {
          const embed = await vega(figure.dataset.vega);
          await embed(live, JSON.parse(figure.querySelector("script[data-chart]").textContent), OPTIONS);
        } catch {
          button.textContent = "This chart cannot be zoomed here";
          return;
        }
        button.disabled = false;
      }
      live.hidden = !on;
      still.hidden = on;
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "Back to the still chart" : "Zoom and drag";
    });
  }
})();
