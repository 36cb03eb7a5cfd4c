import type { Language } from '../../src/texts/languages.ts';
import { bolt, drop, GREEN, GREY, INK, lamp, ring, VIOLET } from './apple-home-signs.ts';
import { type AppleHomeWords, appleHomeWords } from './apple-home-words.ts';
import { drawing, element, round } from './svg.ts';

const WIDTH = 880;
const HEIGHT = 500;
const MARGIN = 16;
/** Each of the four parts. */
const PART = { width: 416, height: 226 };

/** What the meter tells at the moment of the drawing: the same as in the pictures of the settings page. */
const METER = { powerVA: 2042, powerW: 1926, currentA: 9, voltageV: 231, totalKWh: 33_020, thresholdVA: 6000 };
/** The energy of each hour so far of a winter day with a water heater at night, in Wh. */
const HOURS_WH = [
  ...[410, 2480, 2510, 1730, 250, 230, 310, 920, 640, 330],
  ...[280, 300, 960, 1080, 340, 290, 310, 420, 1460, 2020],
];
/** Mean power of each half hour, in W, as the curve in Eve. */
const CURVE_W = [
  ...[340, 420, 2360, 2420, 2400, 2380, 1900, 260, 230, 240, 220, 250, 330, 980, 860, 560],
  ...[300, 340, 310, 290, 280, 420, 1140, 1240, 720, 320, 300, 280, 330, 360, 410, 860, 1420, 1760, 1926],
];

/** The drawing of what Apple Home and Eve show of a meter, as an SVG. Its shapes are plain: nothing of it is Apple's artwork. */
export function appleHomeDrawing(language: Language): string {
  const words = appleHomeWords(language);
  const right = MARGIN * 2 + PART.width;
  const below = MARGIN * 2 + PART.height;
  const threshold = `${words.number(METER.thresholdVA)} VA`;
  return drawing({ width: WIDTH, height: HEIGHT, title: words.title, description: words.description }, [
    part(MARGIN, MARGIN, [words.tiles, words.app, words.aboutTiles], tiles(words)),
    part(right, MARGIN, [words.sensors, words.app, words.aboutSensors(threshold)], sensor(words)),
    part(MARGIN, below, [words.energy, words.app, words.aboutEnergy], energyView(words)),
    part(right, below, [words.eve, 'Eve', words.aboutEve], eve(words)),
  ]);
}

/** A part with its heading and the app above, and the line about it below. @param shapes from the part's upper left corner */
function part(
  x: number,
  y: number,
  [heading, app, about]: readonly [heading: string, app: string, about: string],
  shapes: readonly string[],
): string {
  return element('g', { transform: `translate(${x} ${y})` }, [
    box(0, 0, PART.width, PART.height, '#f2f2f7', 20),
    text(20, 32, heading, { size: 17, weight: 700 }),
    text(396, 32, app, { size: 13, colour: GREY, anchor: 'end' }),
    ...shapes,
    text(20, PART.height - 16, about, { size: 14, colour: GREY }),
  ]);
}

function tiles({ power, current, number, overload, off }: AppleHomeWords): readonly string[] {
  return [
    tile(20, 48, power, `${number(METER.powerVA)} lux`, lamp),
    tile(214, 48, current, `${number(METER.currentA)} lux`, lamp),
    tile(20, 120, 'Linky', `${number(METER.powerW)} W`, bolt),
    tile(214, 120, overload, off, ring),
  ];
}

/** A tile with its sign on the left, and its value below its name. */
function tile(x: number, y: number, name: string, value: string, sign: (x: number, y: number) => string): string {
  return element('g', { transform: `translate(${x} ${y})` }, [
    box(0, 0, 182, 64, '#ffffff', 16),
    sign(27, 32),
    text(50, 28, name, { size: 14, weight: 600 }),
    text(50, 48, value, { size: 15, colour: GREY }),
  ]);
}

/** What happens once the sensor is on: a notification above, and an automation below. */
function sensor({ overload, on, notification, detected, waterHeater, switchedOff }: AppleHomeWords): readonly string[] {
  return [
    box(20, 48, 376, 64, '#ffffff', 16),
    ring(52, 80, VIOLET),
    text(80, 76, overload, { size: 15, weight: 600 }),
    text(80, 97, detected, { size: 14, colour: GREY }),
    text(380, 76, notification, { size: 13, colour: GREY, anchor: 'end' }),
    ...[box(20, 122, 164, 60, '#ffffff', 16), ring(48, 152, VIOLET)],
    text(72, 148, overload, { size: 14, weight: 600 }),
    text(72, 167, on, { size: 14, colour: VIOLET }),
    element('path', { d: 'M192 152h30m-8-7 8 7-8 7', fill: 'none', stroke: GREY, 'stroke-width': 2.5 }),
    ...[box(232, 122, 164, 60, '#ffffff', 16), drop(254, 152)],
    text(274, 148, waterHeater, { size: 14, weight: 600 }),
    text(274, 167, switchedOff, { size: 14, colour: GREY }),
  ];
}

function energyView({ number, today, hour, now }: AppleHomeWords): readonly string[] {
  const totalKWh = HOURS_WH.reduce((sum, energyWh) => sum + energyWh, 0) / 1000;
  const [left, bottom, step, mostWh, height] = [20, 170, 15.6, 2600, 66] as const;
  return [
    text(20, 74, `${number(totalKWh, 1)} kWh`, { size: 24, weight: 700 }),
    text(20, 94, today, { size: 13, colour: GREY }),
    text(396, 74, `${number(METER.powerW)} W`, { size: 24, weight: 700, anchor: 'end' }),
    text(396, 94, now, { size: 13, colour: GREY, anchor: 'end' }),
    ...HOURS_WH.map((energyWh, n) => {
      const high = round((energyWh / mostWh) * height);
      return box(round(left + n * step), round(bottom - high), 11, high, GREEN, 3);
    }),
    line(left, bottom + 2, 396),
    ...[0, 6, 12, 18].map((at) => text(round(left + at * step), bottom + 16, hour(at), { size: 12, colour: GREY })),
  ];
}

function eve({ number, total }: AppleHomeWords): readonly string[] {
  const values = [
    [number(METER.powerW), 'W'],
    [number(METER.totalKWh), `kWh ${total}`],
    [number(METER.currentA), 'A'],
    [number(METER.voltageV), 'V'],
  ] as const;
  const [left, bottom, width, height, mostW] = [20, 182, 376, 72, 2600] as const;
  const points = CURVE_W.map(
    (powerW, n) => `${round(left + (n * width) / (CURVE_W.length - 1))},${round(bottom - (powerW / mostW) * height)}`,
  );
  return [
    ...values.flatMap(([value, unit], n) => [
      text([20, 118, 258, 338][n] ?? 0, 72, value, { size: 22, weight: 700 }),
      text([20, 118, 258, 338][n] ?? 0, 91, unit, { size: 13, colour: GREY }),
    ]),
    element('polygon', { points: `${left},${bottom} ${points.join(' ')} ${left + width},${bottom}`, fill: '#e0d6f2' }),
    element('polyline', { points: points.join(' '), fill: 'none', stroke: VIOLET, 'stroke-width': 2.5 }),
    line(left, bottom, 396),
  ];
}

function box(x: number, y: number, width: number, height: number, fill: string, rx: number): string {
  return element('rect', { x, y, width, height, rx, fill });
}

function line(fromX: number, y: number, toX: number): string {
  return element('path', { d: `M${fromX} ${y}H${toX}`, stroke: '#c9c9d1' });
}

interface Type {
  readonly size: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly anchor?: 'end';
}

function text(x: number, y: number, words: string, { size, weight, colour = INK, anchor }: Type): string {
  const type = { 'font-size': size, 'font-weight': weight, fill: colour, 'text-anchor': anchor };
  return element('text', { x, y, ...type }, words);
}
