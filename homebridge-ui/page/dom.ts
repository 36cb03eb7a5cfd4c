type Child = Node | string | undefined | false;
type Attributes = { readonly [name: string]: string | number | boolean | ((event: Event) => void) | undefined };

/**
 * An element with its attributes and children. A function is what listens to the event of its name; `true` is an
 * attribute without a value; `false` and `undefined` are none at all. Text is only ever text.
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
  put(element, ...children);
  return element;
}

/** Puts children in the place of those that an element has. */
export function put(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== false));
}
