/* The operator's page while talking. The form works without this file; there is no call bar then. */
"use strict";
(function () {
  var form = document.getElementById("call");
  if (!form) return;
  var EVERY = 2000, KEEP_EVERY = 3000, TYPING = 150;
  var box = form.dataset;
  function field(name) { return document.getElementById("id_" + name); }
  function make(tag, text, className) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  function empty(node) { while (node.firstChild) node.removeChild(node.firstChild); }
  /* questions go by POST, so that no address holds what a caller said */
  function ask(url, given) {
    var body = new URLSearchParams(given);
    var token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    return fetch(url, { method: "POST", body: body, credentials: "same-origin", headers: { "X-CSRFToken": token } })
      .then(function (answer) {
        var json = (answer.headers.get("Content-Type") || "").indexOf("json") >= 0;
        if (!json) throw new Error(String(answer.status));
        return answer.json().then(function (found) {
          if (!answer.ok) throw new Error(found.detail);
          return found;
        });
      });
  }

  /* -- drafts: one at a time, each on top of the last ------------------------------------------ */
  var dirty = false, gone = false, busy = 0, turn = Promise.resolve();
  var state = document.getElementById("draft-state");
  function values() {
    var given = {};
    Array.prototype.forEach.call(form.elements, function (one) {
      if (!one.name || one.type === "submit" || one.name === "csrfmiddlewaretoken" || one.name === "idempotency_key") return;
      if (one.type !== "checkbox" || one.checked) given[one.name] = one.value;
    });
    return given;
  }
  function queued(act) {
    busy += 1;
    turn = turn.then(act, act).then(function () { busy -= 1; });
  }
  function keep() {
    if (!dirty || gone) return;
    dirty = false;
    queued(function () {
      return ask(box.draft, values()).then(function (found) {
        field("draft_version").value = found.version;
        state.textContent = state.dataset.kept + " " + new Date().toLocaleTimeString();
      }, function (error) {
        dirty = true;
        state.textContent = state.dataset.failed + " " + error.message;
      });
    });
  }
  form.addEventListener("input", function () { dirty = true; });
  /* what is being kept is kept first, so that the next page goes on from it */
  form.addEventListener("submit", function (event) {
    gone = true;
    if (!busy) return;
    event.preventDefault();
    var by = event.submitter;
    turn.then(function () { form.requestSubmit(by); });
  });
  window.addEventListener("pageshow", function () { gone = false; });
  setInterval(keep, KEEP_EVERY);

  /* the number of the call goes from the vault into the draft, never through this page */
  var withCall = field("with_call_number");
  withCall.addEventListener("change", function (event) {
    event.stopPropagation();
    var wanted = withCall.checked;
    var given = { draft_id: field("draft_id").value, call_id: field("call_id").value, keep: wanted ? "1" : "0" };
    queued(function () {
      return ask(box.number, given).then(function (found) {
        field("draft_version").value = found.version;
      }, function (error) {
        withCall.checked = !wanted;
        state.textContent = error.message;
      });
    });
  });

  /* -- the call bar ---------------------------------------------------------------------------- */
  var bar = document.getElementById("live"), asked = "";
  function clock(seconds) {
    var rest = seconds % 60;
    return Math.floor(seconds / 60) + ":" + (rest < 10 ? "0" : "") + rest;
  }
  function say(text) {
    var place = document.getElementById("live-state");
    if (place.textContent !== text) place.textContent = text;
  }
  function show(found) {
    var call = found.call, mine = field("call_id").value;
    bar.hidden = false;
    bar.classList.remove("talking", "over", "away");
    var begun = field("title_zh").value || field("facts_zh").value;
    if (call && (!mine || (call.id !== mine && !begun))) field("call_id").value = mine = call.id;
    document.querySelector("#end-form [name=call_id]").value = mine;
    document.querySelector("[data-with-call]").hidden = !mine;
    var live = call && call.id === mine;
    if (live) bar.classList.add(call.over ? "over" : "talking");
    say(!call ? bar.dataset.idle : !live ? bar.dataset.other : call.over ? bar.dataset.over : bar.dataset.talking);
    document.getElementById("live-time").textContent = live ? clock(call.seconds) + (call.line ? " · " + call.line : "") : "";
    document.getElementById("live-queue").textContent = found.waiting ? bar.dataset.waiting + " " + found.waiting + " · " + bar.dataset.longest + " " + clock(found.longest) : "";
    if (live && !call.over && asked !== mine) { asked = mine; earlier(mine); }
  }
  function look() {
    if (document.hidden) { setTimeout(look, EVERY); return; }
    ask(box.live, {}).then(show, function () {
      bar.hidden = false;
      bar.classList.add("away");
      say(bar.dataset.away);
    }).then(function () { setTimeout(look, EVERY); });
  }
  look();

  /* -- cases that there are already: of this caller, or by their number ------------------------ */
  var cases = document.getElementById("earlier-list");
  function line(row, more) {
    var item = make("li"), text = make("p"), title = make(box.case ? "a" : "span", row.number, "code");
    if (box.case) { title.href = box.case.replace("00000000-0000-0000-0000-000000000000", row.id); title.target = "_blank"; title.rel = "noopener"; }
    text.appendChild(title);
    text.appendChild(document.createTextNode(" " + [row.title, row.state, row.received_on].concat(more || []).join(" · ")));
    var add = make("button", cases.dataset.addLabel, "btn small");
    add.setAttribute("form", "call");
    add.setAttribute("formaction", box.add);
    add.name = "add_to";
    add.value = row.id;
    item.appendChild(text);
    item.appendChild(add);
    return item;
  }
  function earlier(call) {
    var part = document.getElementById("earlier");
    ask(box.earlier, { call_id: call }).then(function (found) {
      empty(cases);
      part.hidden = !found.cases.length;
      found.cases.forEach(function (row) { cases.appendChild(line(row)); });
    }, function () { part.hidden = true; });
  }
  var finder = document.getElementById("find-form"), told = document.getElementById("found-state");
  document.getElementById("by-number").hidden = false;
  finder.addEventListener("submit", function (event) {
    event.preventDefault();
    var list = document.getElementById("found-list");
    ask(finder.action, { number: finder.elements.number.value, pin: finder.elements.pin.value }).then(function (found) {
      empty(list);
      told.textContent = found.pin ? finder.dataset.right : "";
      list.appendChild(line(found.case, found.case.due_on ? [finder.dataset.due + " " + found.case.due_on] : []));
    }, function (error) { empty(list); told.textContent = error.message; });
    finder.elements.pin.value = "";
  });

  /* -- the body: found while typing, chosen by arrow and Enter ---------------------------------- */
  var named = field("accused_zh"), key = field("accused_id"), list = document.getElementById("bodies"), typed, shown = "", hurry = false;
  named.setAttribute("role", "combobox");
  named.setAttribute("aria-controls", "bodies");
  named.setAttribute("aria-expanded", "false");
  named.setAttribute("aria-autocomplete", "list");
  function close() {
    list.hidden = true;
    named.setAttribute("aria-expanded", "false");
    named.removeAttribute("aria-activedescendant");
  }
  function mark(at) {
    Array.prototype.forEach.call(list.children, function (one, n) { one.setAttribute("aria-selected", String(n === at)); });
    if (list.children[at]) {
      named.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }
  function marked() { return Array.prototype.findIndex.call(list.children, function (one) { return one.getAttribute("aria-selected") === "true"; }); }
  function search() {
    var text = named.value.trim();
    if (!text) { hurry = false; close(); return; }
    ask(box.bodies, { q: text }).then(function (found) {
      if (named.value.trim() !== text) return;
      empty(list);
      found.bodies.forEach(function (one, n) {
        var item = make("li", one.name);
        item.id = "body-" + n;
        item.setAttribute("role", "option");
        item.dataset.id = one.id;
        item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(item); });
        list.appendChild(item);
      });
      list.hidden = !found.bodies.length;
      named.setAttribute("aria-expanded", String(!list.hidden));
      shown = text;
      if (found.bodies.length) mark(0);
      if (hurry && found.bodies.length === 1) choose(list.children[0]);
      hurry = false;
    }, close);
  }
  function choose(item) {
    named.value = item.textContent;
    key.value = item.dataset.id;
    dirty = true;
    close();
    about(item.dataset.id);
  }
  function about(id) {
    ask(box.body, { body_id: id }).then(function (found) {
      var posts = field("accused_post"), promises = document.getElementById("promises");
      while (posts.options.length > 1) posts.remove(1);
      found.posts.forEach(function (one) { posts.add(new Option(one.title, one.id)); });
      empty(promises);
      document.getElementById("about-body").hidden = false;
      if (!found.commitments.length) promises.appendChild(make("li", promises.dataset.none));
      found.commitments.forEach(function (one) {
        var item = make("li"), take = make("button", one.title + (one.due ? " · " + one.due : ""), "link");
        take.type = "button";
        take.addEventListener("click", function () { field("commitment_ref").value = one.ref; dirty = true; field("title_zh").focus(); });
        item.appendChild(take);
        promises.appendChild(item);
      });
    }, function () {});
  }
  named.addEventListener("input", function (event) {
    key.value = "";
    if (event.isComposing) return;
    clearTimeout(typed);
    typed = setTimeout(search, TYPING);
  });
  named.addEventListener("compositionend", function () { clearTimeout(typed); typed = setTimeout(search, TYPING); });
  named.addEventListener("blur", close);
  named.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey) return;
    /* Enter never takes what was found for another text, nor sends the form from here */
    if (event.key === "Enter" && (list.hidden || shown !== named.value.trim())) {
      event.preventDefault();
      if (!key.value) { clearTimeout(typed); hurry = true; search(); }
      return;
    }
    if (list.hidden) return;
    var at = marked(), last = list.children.length - 1;
    if (event.key === "ArrowDown") mark(at < last ? at + 1 : 0);
    else if (event.key === "ArrowUp") mark(at > 0 ? at - 1 : last);
    else if (event.key === "Enter") choose(list.children[Math.max(at, 0)]);
    else if (event.key === "Escape") { close(); event.stopPropagation(); }
    else return;
    event.preventDefault();
  });

  /* -- canned texts ----------------------------------------------------------------------------- */
  var facts = field("facts_zh");
  function insert(text, from) {
    facts.focus();
    facts.setRangeText(text, from, facts.selectionStart, "end");
    dirty = true;
  }
  document.querySelectorAll("[data-shortcut]").forEach(function (button) {
    button.disabled = false;
    button.addEventListener("click", function () { insert(button.dataset.text, facts.selectionStart); });
  });
  facts.addEventListener("input", function () {
    var found = /\/([a-z0-9]{1,20}) $/.exec(facts.value.slice(0, facts.selectionStart));
    var button = found && document.querySelector('[data-shortcut="' + found[1] + '"]');
    if (button) insert(button.dataset.text, facts.selectionStart - found[0].length);
  });

  /* -- keys -------------------------------------------------------------------------------------- */
  var endings = document.getElementById("endings"), save = document.getElementById("save"), check = document.getElementById("check");
  function press(button) { button.focus(); button.click(); }
  var keys = {
    F2: function () { field("purpose").focus(); },
    F4: function () { named.focus(); named.select(); },
    F7: function () { finder.elements.number.focus(); finder.elements.number.select(); },
    F8: function () { press(check); },
    F9: function () { endings.open = true; endings.querySelector("[data-ending]").focus(); endings.scrollIntoView({ block: "nearest" }); }
  };
  document.querySelectorAll("[data-focus]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { document.getElementById(button.dataset.focus).focus(); });
  });
  var ender = document.querySelector("[data-end]");
  ender.hidden = false;
  ender.addEventListener("click", keys.F9);
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.altKey || event.metaKey || event.repeat) return;
    if (event.ctrlKey) {
      if (event.key === "Enter") { event.preventDefault(); press(save || check); }
      return;
    }
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); return; }
    var inField = event.target.closest("input, textarea, select");
    if (event.key === "Escape") {
      if (inField) event.target.blur();
      else if (endings.open) endings.open = false;
      return;
    }
    if (inField || !endings.open) return;
    var ending = endings.querySelector('[data-ending="' + CSS.escape(event.key) + '"]');
    if (ending) { event.preventDefault(); press(ending); }
  });
  /* changing one's state does not leave the page */
  var mine = document.querySelector(".status-form");
  mine.querySelector("button").hidden = true;
  mine.addEventListener("submit", function (event) {
    event.preventDefault();
    fetch(mine.action, { method: "POST", body: new URLSearchParams(new FormData(mine)), credentials: "same-origin", redirect: "manual" });
    var once = mine.querySelector("[name=idempotency_key]");
    once.value = once.value.slice(0, 36) + "-" + Date.now();
  });
  /* a call begins at the first field, unless it is being read back */
  if (save) {
    save.focus({ preventScroll: true });
    document.getElementById("read-back").scrollIntoView();
  }
  else if (!document.querySelector(".error-summary")) (document.querySelector("[data-key=R]") || field("purpose")).focus();
})();
