"""What axe judges by: the sorts of elements of a page. It looks at new ones only."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from playwright.sync_api import Page

LONG = os.environ.get("LONG") == "1"
#: A sort of element: it and all that it stands in, each with its attributes, texts and addresses
#: only by whether there are any, numbers without their value, the portal's languages as one;
#: whether it is shown and has text of its own; the width of the window. Of the page as a whole:
#: which heading follows which, how many landmarks of a kind there are, whether an id is there
#: twice, or named and not there, whether it has a title, how many parts bear another's name. With
#: some sorts named, the elements of these instead.
SORTS = """fresh => {
  const free = new RegExp("^(id|href|src|value|title|alt|content|nonce|datetime|action|d|"
    + "placeholder|for|headers|aria-(label|labelledby|describedby|controls|owns|details))$");
  const value = one => one.name === "class" ? one.value
    : one.name === "lang" && /^(zh-hans|en)$/i.test(one.value) ? "ours"
    : free.test(one.name) ? (one.value.trim() ? "some" : "")
    : one.value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\\d+/g, "#");
  const digest = text => {
    let one = 0xdeadbeef, other = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
      other = Math.imul(other ^ text.charCodeAt(at), 1597334677);
    }
    return (one >>> 0).toString(16) + (other >>> 0).toString(16);
  };
  const found = new Set(), asked = new Set(fresh || []), places = [];
  const walk = (element, above) => {
    const attributes = [...element.attributes].map(one => `${one.name}=${value(one)}`).sort();
    const text = [...element.childNodes].some(one => one.nodeType === 3 && one.data.trim());
    const own = [element.localName, ...attributes, text, element.checkVisibility()].join(" ");
    const sort = digest(above + own);
    found.add(sort);
    if (asked.has(sort)) return places.push(element);
    for (const child of element.children) walk(child, sort);
  };
  walk(document.documentElement, `${innerWidth}`);
  if (fresh) return places;
  const all = selector => [...document.querySelectorAll(selector)];
  const headings = all("h1, h2, h3, h4, h5, h6").map(one => one.localName);
  headings.forEach((name, at) => found.add(`${headings[at - 1]} ${name}`));
  for (const name of ["h1", "main", "header", "footer", "nav", "aside"])
    found.add(`${name}: ${all(name).length}`);
  const ids = all("[id]").map(one => one.id);
  found.add(`twice: ${ids.length - new Set(ids).size}`);
  const naming = ["for", "headers", "aria-labelledby", "aria-describedby", "aria-controls"];
  const named = naming.flatMap(name => all(`[${name}]`).flatMap(
    one => one.getAttribute(name).split(/\\s+/).filter(Boolean)));
  found.add(`title: ${Boolean(document.title.trim())}`);
  const parts = all("nav, aside, section, form, [role]").filter(one => one.matches(
    "[aria-label], [aria-labelledby]"));
  const called = one => one.getAttribute("aria-label")
    || document.getElementById(one.getAttribute("aria-labelledby"))?.textContent.trim();
  const names = parts.map(one => one.localName + one.getAttribute("role") + called(one));
  found.add(`namesakes: ${names.length - new Set(names).size}`);
  found.add(`lost: ${named.filter(id => !document.getElementById(id)).length}`);
  return [...found];
}"""


def new_on(page: Page) -> set[str]:
    """The sorts on a page that were on none that axe found right in this run; all in the long one.

    The processes of a run share what they saw. A page that is only coming has no element yet.
    """
    page.wait_for_load_state()
    found = set(page.evaluate(SORTS))
    if LONG or not _file().exists():
        return found
    lines = _file().read_text("utf-8").splitlines()
    return found.difference(*(json.loads(line) for line in lines))


def of_whole(sorts: set[str]) -> bool:
    """Whether one of these is of the page as a whole: then axe looks at all of it, else only at
    the elements of these sorts and what stands in them."""
    return any(" " in one or ":" in one for one in sorts)


def keep(sorts: set[str]) -> None:
    """They were on a page that axe found right."""
    with _file().open("a", encoding="utf-8") as seen:
        seen.write(json.dumps(sorted(sorts)) + "\n")


def _file() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return Path(tempfile.gettempdir()) / f"elements-seen-{run}"
