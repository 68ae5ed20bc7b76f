/* Enhancements only: every page works without this file. */
"use strict";
(function () {
  function typing(target) {
    return target.closest && target.closest("input, textarea, select, [contenteditable]");
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "/") {
      var box = document.querySelector("input[name=q]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
      return;
    }
    var act = document.querySelector('[data-key="' + CSS.escape(event.key.toUpperCase()) + '"]');
    if (act) { event.preventDefault(); act.focus(); act.click(); }
  });
  /* a second press of a submit button would only repeat the first */
  document.addEventListener("submit", function (event) {
    if (event.target.method !== "post" || event.defaultPrevented) return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.more").forEach(function (box) { box.open = true; });
  });
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", function () {
      var source = document.getElementById(button.dataset.copy);
      navigator.clipboard.writeText(source.textContent.trim().replace(/\s+/g, " ")).then(function () {
        button.textContent = button.dataset.done;
      });
    });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  document.querySelectorAll("[data-autosubmit]").forEach(function (field) {
    field.addEventListener("change", function () { field.form.requestSubmit(); });
  });
  if (window.matchMedia("(max-width: 52rem)").matches) {
    document.querySelectorAll("details.facets-fold").forEach(function (box) { box.open = false; });
  }
  var summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
