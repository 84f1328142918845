"use strict";
// The filter: words that must all occur, and the actions that are shown.
(function () {
  const form = document.getElementById("filter");
  if (!form) {
    return;
  }
  const words = document.getElementById("words");
  const shown = document.getElementById("shown");
  const findings = Array.from(document.querySelectorAll(".finding"), function (element) {
    const file = element.closest(".file");
    const object = element.closest(".object");
    const names = file.querySelector("h2").textContent + " " +
      (object ? object.querySelector("h3").textContent : "");
    return {
      element: element,
      action: element.dataset.action,
      text: (names + " " + element.textContent).toLowerCase(),
    };
  });

  function hideEmpty(selector) {
    for (const group of document.querySelectorAll(selector)) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    }
  }

  function apply() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const actions = new Set(
      Array.from(form.querySelectorAll("input:checked"), function (box) { return box.value; }));
    let count = 0;
    for (const finding of findings) {
      const fits = actions.has(finding.action) &&
        wanted.every(function (word) { return finding.text.includes(word); });
      finding.element.hidden = !fits;
      count += fits ? 1 : 0;
    }
    hideEmpty(".file .object");
    hideEmpty(".file");
    document.getElementById("nothing").hidden = count !== 0;
    shown.textContent = count + " of " + findings.length + " shown";
  }

  function openTarget() {
    const target = document.getElementById(location.hash.slice(1));
    const details = target && target.closest("details");
    if (details) {
      details.open = true;
      details.scrollIntoView();
    }
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && document.activeElement !== words) {
      event.preventDefault();
      words.focus();
    }
  });
  window.addEventListener("hashchange", openTarget);
  window.addEventListener("beforeprint", function () {
    for (const details of document.querySelectorAll("details")) {
      details.open = true;
    }
  });
  apply();
  openTarget();
})();
