// The elements of the page: whatever is said in them enters as text, never as markup, for names come from strangers.

/** Makes an element; an attribute that is null, undefined or false is left out, `onclick` and its like are listeners. */
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(attribute.slice(2), value);
    else element.setAttribute(attribute, value === true ? "" : value);
  }
  return fill(element, ...children);
}

/** Puts these children, and no others, in the element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Changes a text only when it differs, so that a selection or a screen reader is not disturbed for nothing. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  return element;
}

/** An instant that machines can read too. */
export const time = (instant, text) => el("time", { datetime: instant.toISOString() }, text);

const parts = new WeakMap();

/** Shows one part (`{ node, update }`) per item; a part outlives a refresh, so focus and open details stay where they were. */
export function keep(list, items, keyOf, make) {
  const before = parts.get(list) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const part = before.get(keyOf(item)) ?? make(item);
    part.update(item);
    after.set(keyOf(item), part);
  }
  parts.set(list, after);
  const nodes = [...after.values()].map(part => part.node);
  for (const gone of [...list.children].filter(child => !nodes.includes(child))) gone.remove();
  nodes.forEach((node, place) => {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
}
