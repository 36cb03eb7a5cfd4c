import { element } from './svg.ts';

/** The colours of drawings of wires and parts, dark enough on white. */
export const INK = {
  line: '#24292f',
  faint: '#57606a',
  signal: '#0550ae',
  danger: '#b3261e',
  safe: '#1a7f37',
} as const;

export type Point = readonly [x: number, y: number];

/** From a base line to the next one, where letters are 1 high. */
const LINE_HEIGHT = 1.3;

/** The size of letters where none is given. */
const TEXT_SIZE = 14;

/** From a base line to the next one of a text in letters of the usual size. */
export const TEXT_ROW = TEXT_SIZE * LINE_HEIGHT;

interface TextStyle {
  readonly size?: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

/** Lines of text one below the other. @param at where the base line of the first begins, ends or has its middle */
export function textLines([x, y]: Point, lines: readonly string[], style: TextStyle = {}): string {
  const { size = TEXT_SIZE, fill = INK.line, anchor = 'start', bold = false } = style;
  const attributes = { 'font-size': size, fill, 'text-anchor': anchor, 'font-weight': bold ? 'bold' : undefined };
  return lines
    .map((line, row) => element('text', { x, y: y + row * size * LINE_HEIGHT, ...attributes }, line))
    .join('');
}

/** A wire through points. @param dashes how long its dashes and gaps are, where it is a border and no wire */
export function wire(points: readonly Point[], stroke: string = INK.line, width = 2, dashes?: string): string {
  return element('polyline', {
    points: points.map(([x, y]) => `${x},${y}`).join(' '),
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-dasharray': dashes,
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
  });
}

/** A rectangle with round corners. */
export function box(
  [x, y]: Point,
  [width, height]: Point,
  { fill = 'none', stroke = INK.line, dashes }: { fill?: string; stroke?: string; dashes?: string } = {},
): string {
  return element('rect', {
    ...{ x, y, width, height, rx: 6, fill, stroke },
    ...{ 'stroke-width': 1.5, 'stroke-dasharray': dashes },
  });
}

/** A filled shape with straight edges. */
export function polygon(corners: readonly Point[], fill: string): string {
  return element('polygon', { points: corners.map(([x, y]) => `${x},${y}`).join(' '), fill });
}

/** The place where wires are joined, or the end of one. */
export function dot([cx, cy]: Point, r = 4, fill: string = INK.line): string {
  return element('circle', { cx, cy, r, fill });
}
