import { element, round } from './svg.ts';

/** The colours of the drawing of Apple Home. */
export const INK = '#1d1d22';
export const GREY = '#6b6b76';
export const VIOLET = '#6637b8';
const AMBER = '#d98a00';
export const GREEN = '#1d8a55';

/** The sign of a light sensor, about a point: a disc with rays. */
export function lamp(x: number, y: number): string {
  const rays = Array.from({ length: 8 }, (_, n) => {
    const [cos, sin] = [Math.cos((n * Math.PI) / 4), Math.sin((n * Math.PI) / 4)];
    return `M${round(x + 11 * cos)} ${round(y + 11 * sin)}L${round(x + 15 * cos)} ${round(y + 15 * sin)}`;
  });
  return element('g', {}, [
    element('circle', { cx: x, cy: y, r: 7, fill: AMBER }),
    element('path', { d: rays.join(''), stroke: AMBER, 'stroke-width': 2.5, 'stroke-linecap': 'round' }),
  ]);
}

/** The sign of an outlet that measures. */
export function bolt(x: number, y: number): string {
  return element('path', { d: `M${x + 3} ${y - 15}l-12 17h8l-3 13 13-18h-8z`, fill: GREEN });
}

/** The sign of a sensor: a dot in a ring. */
export function ring(x: number, y: number, colour = GREY): string {
  return element('g', {}, [
    element('circle', { cx: x, cy: y, r: 13, fill: 'none', stroke: colour, 'stroke-width': 2.5 }),
    element('circle', { cx: x, cy: y, r: 6, fill: colour }),
  ]);
}

/** The sign of a water heater. */
export function drop(x: number, y: number): string {
  return element('path', { d: `M${x} ${y - 14}c5 8 10 12 10 18a10 10 0 0 1-20 0c0-6 5-10 10-18z`, fill: GREY });
}
