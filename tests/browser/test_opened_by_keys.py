"""What opens on a page opens by Enter and Space, takes the focus, and Escape closes it.

The panels of the bench, which its letters open, are in `test_session_keys`, and the
cells of the dosing sheet, where Escape goes back to the box, in `test_dosing`.
"""

import pytest

from tests.browser.test_keyboard import AT_WORK
from tests.browser.walking import not_walked, studies_to_walk, walk
from tests.browser.watch import signed_in, wait_until

# Numbers what opens something: of a page of forty rows alike, the first two.
OPENERS = """() => {
  const seen = {}, kind = (part) =>
    part.tagName + "." + part.className + "." + part.parentElement.className;
  const openers = "summary, [popovertarget], [aria-haspopup]";
  const all = [...document.querySelectorAll(openers)]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }))
    .filter((part) => !part.closest("[data-cell]"))
    .filter((part) => (seen[kind(part)] = (seen[kind(part)] ?? 0) + 1) <= 2);
  all.forEach((part, number) => { part.dataset.opener = number; });
  return all.length;
}"""
STATE = """(number) => {
  const opener = document.querySelector(`[data-opener="${number}"]`);
  if (!opener) return null;
  const place = opener.popoverTargetElement ?? opener.closest("details");
  const inside = "a[href], button, input, select, textarea, summary, [tabindex]";
  const shown = [...place.querySelectorAll(inside)].filter((part) => part !== opener
    && part.tabIndex >= 0 && !part.disabled && part.checkVisibility());
  const focus = document.activeElement;
  return {
    isOpen: place.matches("details[open], :popover-open"),
    isOnOpener: focus === opener,
    isInside: place.contains(focus) && focus !== opener,
    isEmpty: place.tagName === "DETAILS" && shown.length === 0,
    words: opener.innerText.slice(0, 60),
  };
}"""
# At once: a page is asked for its state sooner than the event "toggle" comes.
OPENS_AGAIN = """new MutationObserver(() => { details.open ||= true; })
  .observe(details, { attributeFilter: ["open"] })"""
GONE = dict.fromkeys(["isOpen", "isOnOpener", "isInside", "isEmpty"], False)
GONE["words"] = "what is no longer there"


def opened_amiss(page):
    """Open and close all that a page opens; what did not do so, one line each."""
    found = []
    # A sheet that begins to work would draw its rows again.
    wait_until(page, AT_WORK)
    for number in range(page.evaluate(OPENERS)):
        for key in ("Enter", "Space"):
            why = tried(page, number, key)
            if why:
                words = state_of(page, number)["words"]
                found.append(f"{page.url} “{words}”, {key}: {why}")
    return found


def state_of(page, number):
    """How one thing stands; found again where the page drew that part anew."""
    found = page.evaluate(STATE, number)
    if found is None:
        page.evaluate(OPENERS)
        found = page.evaluate(STATE, number)
    return found or GONE


def tried(page, number, key):
    """Why one thing is not worked by a key, or nothing."""
    if state_of(page, number) is GONE:
        return ""  # The page drew itself anew with fewer parts.
    page.locator(f"[data-opener='{number}']").focus()
    if state_of(page, number)["isOpen"]:
        page.keyboard.press("Escape")
        if state_of(page, number)["isOpen"]:
            return "Escape leaves open what was open"
    page.keyboard.press(key)
    state = state_of(page, number)
    if not state["isOpen"]:
        return "does not open"
    if not (state["isInside"] or state["isEmpty"]):
        page.keyboard.press("Tab")
        if not state_of(page, number)["isInside"]:
            return "the focus does not come in"
    page.keyboard.press("Escape")
    state = state_of(page, number)
    if state["isOpen"]:
        return "Escape leaves it open"
    return "" if state["isOnOpener"] else "the focus does not come back"


@pytest.mark.slow
def test_whatever_opens_is_worked_by_keys_on_every_page(new_page, transactional_db):
    director, starts = studies_to_walk()
    page = signed_in(new_page(1280), director)
    found = []
    seen = walk(page, starts, lambda page: found.extend(opened_amiss(page)))
    assert found == []
    assert not_walked(seen) == []


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("summary.addEventListener('click', (e) => e.preventDefault())", "not open"),
        (OPENS_AGAIN, "leaves"),
        ("summary.focus = () => 0", "come back"),
    ],
)
def test_what_is_not_worked_by_keys_is_told(page, people, broken, told):
    signed_in(page, people["measurer"]).goto("/studies/")
    page.evaluate(f"""() => {{
      const details = document.createElement("details");
      details.innerHTML = "<summary>More</summary><a href='#a'>inside</a>";
      document.querySelector("main").append(details);
      const summary = details.firstChild;
      {broken};
    }}""")
    assert any(told in line for line in opened_amiss(page))
