/** Text that is safe between the tags and in the attributes of an SVG. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** An element with its attributes. An absent attribute is left out. */
export function element(
  name: string,
  attributes: { readonly [attribute: string]: string | number | undefined },
  inner: readonly string[] | string = '',
): string {
  const told = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(`${value}`)}"`],
  );
  const content = typeof inner === 'string' ? escaped(inner) : inner.join('');
  return content === '' ? `<${name}${told.join('')}/>` : `<${name}${told.join('')}>${content}</${name}>`;
}

/**
 * A drawing for a document: a title and a description for a screen reader, on a white ground, so that it can be read in the
 * dark theme of GitHub, too.
 */
export function drawing(
  {
    width,
    height,
    title,
    description,
  }: {
    readonly width: number;
    readonly height: number;
    readonly title: string;
    readonly description: string;
  },
  shapes: readonly string[],
): string {
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  };
  const ground = element('rect', { width, height, rx: 12, fill: '#ffffff' });
  return `${element('svg', root, [element('title', {}, title), element('desc', {}, description), ground, ...shapes])}\n`;
}

/** A length of the drawing, to a tenth. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
