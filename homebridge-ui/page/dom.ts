type Child = Node | string | undefined | false;
/** CSS properties and their values. */
export type Style = { readonly [property: string]: string };
type Attributes = {
  readonly [name: string]: string | number | boolean | ((event: Event) => void) | Style | undefined;
};

/**
 * Creates an element with its attributes and children. A function becomes the listener of the event that the attribute names; `true`
 * becomes an attribute without a value; `false` and `undefined` are left out. Strings become text, never HTML. The properties of `style`
 * are set one by one, because the Content-Security-Policy of the house's page forbids style attributes.
 */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (typeof value === 'object') setStyle(element, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  setChildren(element, ...children);
  return element;
}

function setStyle({ style }: HTMLElement, properties: Style): void {
  for (const [property, value] of Object.entries(properties)) style.setProperty(property, value);
}

/** Replaces the children of an element. `false` and `undefined` are left out. */
export function setChildren(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== false));
}
