type Child = Node | string | undefined | false;
type Attributes = { readonly [name: string]: string | number | boolean | ((event: Event) => void) | undefined };

/**
 * Creates an element with its attributes and children. A function becomes the listener of the event that the attribute names;
 * `true` becomes an attribute without a value; `false` and `undefined` are left out. Strings become text, never HTML.
 */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  setChildren(element, ...children);
  return element;
}

/** Replaces the children of an element. `false` and `undefined` are left out. */
export function setChildren(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== false));
}
