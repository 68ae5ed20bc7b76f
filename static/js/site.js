/* Enhancements only: every page works without this file. */
"use strict";
(function () {
  /* the one policy of the pages' Trusted Types: it only sees HTML that this site sent */
  var policy = window.trustedTypes && window.trustedTypes.createPolicy("portal", { createHTML: function (text) { return text; } });
  function html(text) { return policy ? policy.createHTML(text) : text; }
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
    if (event.key.length !== 1 || event.repeat) return;
    if (event.key === "j" || event.key === "k") { if (step(event.key === "j" ? 1 : -1)) event.preventDefault(); return; }
    var act = document.querySelector('[data-key="' + CSS.escape(event.key) + '" i]');
    if (!act) return;
    event.preventDefault(); act.focus(); act.click();
    var box = act.closest("details[open]");
    var first = box && box.querySelector("form input:not([type=hidden]), form select, form textarea, form button");
    if (first) first.focus();
  });
  /* j and k walk through a list of cases */
  function step(by) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("a.cover"));
    if (!rows.length) return false;
    var at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))].focus();
    return true;
  }
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
  /* an open group of the menu closes by Escape, by a click elsewhere, or when the focus leaves it */
  var groups = document.querySelectorAll("details.menu-group");
  function shut(but) {
    groups.forEach(function (group) { if (group !== but) group.open = false; });
  }
  if (groups.length) {
    document.addEventListener("keydown", function (event) {
      var open = event.key === "Escape" && document.querySelector("details.menu-group[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    });
    document.addEventListener("click", function (event) { shut(event.target.closest("details.menu-group")); });
    document.addEventListener("focusin", function (event) { shut(event.target.closest("details.menu-group")); });
  }
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
  document.querySelectorAll("details.facets-fold").forEach(function (box) {
    if (window.matchMedia("(max-width: 52rem)").matches) box.open = false;
    box.dataset.ready = "";
  });
  /* parts of a form that belong to one choice only: without this file all of them are there */
  document.querySelectorAll("[data-show-when]").forEach(function (part) {
    var wanted = part.dataset.showWhen.split("=");
    var field = document.getElementById("id_" + wanted[0]);
    if (!field) return;
    function show() { part.hidden = field.value !== wanted[1]; }
    field.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  });
  document.querySelectorAll("[data-add-row]").forEach(function (button) {
    var prefix = button.dataset.addRow;
    var rows = document.querySelector('[data-rows="' + prefix + '"]');
    var total = document.getElementById("id_" + prefix + "-TOTAL_FORMS");
    button.hidden = false;
    button.addEventListener("click", function () {
      var box = document.createElement("div");
      box.innerHTML = html(document.getElementById(prefix + "-more").innerHTML.replace(/__prefix__/g, total.value));
      var row = box.firstElementChild;
      rows.appendChild(row);
      total.value = Number(total.value) + 1;
      row.querySelector("input").focus();
    });
  });
  /* how many are chosen, and all at once */
  document.querySelectorAll("form[data-tally]").forEach(function (form) {
    var text = form.querySelector("[data-tally-text]");
    var all = form.querySelector("[data-pick-all]");
    var boxes = form.querySelectorAll("input[name=chosen]");
    function count() {
      var n = form.querySelectorAll("input[name=chosen]:checked").length;
      text.textContent = n ? text.dataset.some + " " + n : text.dataset.none;
      all.checked = n === boxes.length && n > 0;
      all.indeterminate = n > 0 && n < boxes.length;
    }
    form.querySelector("[data-tally-bar]").hidden = boxes.length < 2;
    all.addEventListener("change", function () { boxes.forEach(function (box) { box.checked = all.checked; }); count(); });
    form.addEventListener("change", count);
    window.addEventListener("pageshow", count);
    count();
  });
  /* work in progress: look again until it is done, without losing the place */
  var live = document.querySelector("[data-refresh]");
  function look() {
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      var there = new DOMParser().parseFromString(html(text), "text/html").getElementById(live.id);
      if (!there || !there.dataset.refresh) { location.reload(); return; }
      live.innerHTML = html(there.innerHTML);
      setTimeout(look, Number(there.dataset.refresh));
    }, function () { setTimeout(look, 5000); });
  }
  if (live) setTimeout(look, Number(live.dataset.refresh));
  var summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
