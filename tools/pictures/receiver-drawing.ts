import type { Language } from '../../src/texts/languages.ts';
import { RECEIVER_WORDS, type ReceiverWords } from './receiver-words.ts';
import { box, dot, INK, type Point, polygon, textLines, wire } from './schematic.ts';
import { drawing } from './svg.ts';

const SIZE = { width: 720, height: 448 };
/** The height of the wires to pins 1 and 4 of the optocoupler, to its pins 2 and 3, and to the supply. */
const HIGH_Y = 140;
const LOW_Y = 220;
const SUPPLY_Y = 70;
/** The optocoupler, and the wires that its two LEDs and its transistor hang on. */
const COUPLER = { left: 270, right: 410, top: 112, bottom: 248 } as const;
const LED_X = [300, 330] as const;
const TRANSISTOR_X = 378;
const NODE_X = 438;
const PI_X = 580;
/** The two rows of pins, as they stand on the board: the first row is the one at its edge. */
const ROWS = [
  [2, 4, 6, 8, 10],
  [1, 3, 5, 7, 9],
] as const;
const USED = [1, 6, 10];
const FIVE_VOLTS = [2, 4];

/** The circuit of a receiver with one optocoupler and two resistors, and the pins that it is connected to. */
export function receiverDrawing(language: Language): string {
  const words = RECEIVER_WORDS[language];
  return drawing({ ...SIZE, title: words.title, description: words.description }, [
    textLines([SIZE.width / 2, 32], [words.title], { anchor: 'middle', size: 16, bold: true }),
    ...meterSide(words),
    ...coupler(words),
    ...computerSide(words),
    ...header(words),
  ]);
}

function meterSide({ meter, inSeries }: ReceiverWords): readonly string[] {
  return [
    box([20, 92], [96, 172], { fill: '#f1f6e8', stroke: '#6e7f4f' }),
    textLines([62, 176], meter, { anchor: 'middle', size: 13 }),
    ...(
      [
        ['I1', HIGH_Y],
        ['I2', LOW_Y],
      ] as const
    ).flatMap(([name, y]) => [
      dot([108, y], 6, INK.signal),
      textLines([92, y + 5], [name], { anchor: 'end', bold: true }),
    ]),
    wire(
      [
        [108, HIGH_Y],
        [160, HIGH_Y],
      ],
      INK.signal,
    ),
    box([160, HIGH_Y - 11], [64, 22], { fill: '#ffffff' }),
    textLines([192, HIGH_Y - 22], [inSeries], { anchor: 'middle', bold: true }),
    wire(
      [
        [224, HIGH_Y],
        [COUPLER.left, HIGH_Y],
      ],
      INK.signal,
    ),
    wire(
      [
        [108, LOW_Y],
        [COUPLER.left, LOW_Y],
      ],
      INK.signal,
    ),
  ];
}

function coupler({ isolated }: ReceiverWords): readonly string[] {
  const middle = (HIGH_Y + LOW_Y) / 2;
  const pins: readonly (readonly [pin: string, at: Point])[] = [
    ['1', [COUPLER.left - 10, HIGH_Y - 7]],
    ['2', [COUPLER.left - 10, LOW_Y - 7]],
    ['3', [COUPLER.right + 10, LOW_Y - 7]],
    ['4', [COUPLER.right + 10, HIGH_Y - 7]],
  ];
  return [
    box([COUPLER.left, COUPLER.top], [COUPLER.right - COUPLER.left, COUPLER.bottom - COUPLER.top], { fill: '#f6f8fa' }),
    textLines([340, COUPLER.top - 12], ['SFH620A-3X006'], { anchor: 'middle', bold: true }),
    ...pins.map(([pin, at]) => textLines(at, [pin], { anchor: 'middle', size: 12, fill: INK.faint })),
    wire([
      [COUPLER.left, HIGH_Y],
      [LED_X[1], HIGH_Y],
      [LED_X[1], LOW_Y],
      [COUPLER.left, LOW_Y],
    ]),
    wire([
      [LED_X[0], HIGH_Y],
      [LED_X[0], LOW_Y],
    ]),
    ...led(LED_X[0], middle, 1),
    ...led(LED_X[1], middle, -1),
    wire(
      [
        [356, HIGH_Y - 14],
        [356, COUPLER.bottom + 34],
      ],
      INK.danger,
      1.5,
      '5 4',
    ),
    textLines([350, COUPLER.bottom + 24], isolated, { anchor: 'end', size: 12, fill: INK.danger }),
    wire(
      [
        [TRANSISTOR_X, middle - 20],
        [TRANSISTOR_X, middle + 20],
      ],
      INK.line,
      4,
    ),
    wire([
      [TRANSISTOR_X, middle - 8],
      [398, middle - 24],
      [398, HIGH_Y],
      [COUPLER.right, HIGH_Y],
    ]),
    wire([
      [TRANSISTOR_X, middle + 8],
      [398, middle + 24],
      [398, LOW_Y],
      [COUPLER.right, LOW_Y],
    ]),
    polygon(
      [
        [396, middle + 22],
        [384, middle + 19],
        [390, middle + 11],
      ],
      INK.line,
    ),
  ];
}

/** @param way 1 when it points down, -1 when it points up */
function led(x: number, y: number, way: 1 | -1): readonly string[] {
  return [
    polygon(
      [
        [x - 9, y - 8 * way],
        [x + 9, y - 8 * way],
        [x, y + 8 * way],
      ],
      INK.line,
    ),
    wire([
      [x - 9, y + 8 * way],
      [x + 9, y + 8 * way],
    ]),
  ];
}

function computerSide({ computer, pullUp, supply }: ReceiverWords): readonly string[] {
  const pins = [
    [`1 · ${supply}`, SUPPLY_Y],
    ['10 · RXD', HIGH_Y],
    ['6 · GND', LOW_Y],
  ] as const;
  return [
    box([PI_X, 48], [120, 216], { fill: '#e8f5ec', stroke: INK.safe }),
    textLines([PI_X + 60, 248], computer, { anchor: 'middle', bold: true }),
    ...pins.flatMap(([name, y]) => [dot([PI_X + 10, y], 6, INK.safe), textLines([PI_X + 24, y + 5], [name])]),
    wire([
      [COUPLER.right, HIGH_Y],
      [PI_X + 10, HIGH_Y],
    ]),
    wire([
      [COUPLER.right, LOW_Y],
      [PI_X + 10, LOW_Y],
    ]),
    wire([
      [NODE_X, HIGH_Y],
      [NODE_X, SUPPLY_Y],
      [PI_X + 10, SUPPLY_Y],
    ]),
    dot([NODE_X, HIGH_Y]),
    box([NODE_X - 11, 84], [22, 40], { fill: '#ffffff' }),
    textLines([NODE_X + 16, 92], pullUp.slice(0, 1), { bold: true }),
    textLines([NODE_X + 16, 108], pullUp.slice(1), { size: 11 }),
  ];
}

function header({ edge, header, never }: ReceiverWords): readonly string[] {
  return [
    box([316, 300], [384, 92], { fill: '#e8f5ec', stroke: INK.safe }),
    wire(
      [
        [318, 300],
        [698, 300],
      ],
      INK.safe,
      5,
    ),
    box([322, 326], [52, 46], { fill: '#ffffff', stroke: INK.faint }),
    textLines([348, 354], ['SD'], { anchor: 'middle', size: 12 }),
    box([396, 310], [244, 74], { fill: '#f6f8fa', stroke: INK.faint }),
    textLines([508, 412], header, { anchor: 'middle', size: 12 }),
    ...ROWS.flatMap((row, at) => row.flatMap((pin, column) => pinOf(pin, [426 + column * 46, 330 + at * 34]))),
    textLines([449, 292], [never], { anchor: 'middle', size: 12, fill: INK.danger, bold: true }),
    textLines([698, 292], [edge], { anchor: 'end', size: 12, fill: INK.safe, bold: true }),
  ];
}

function pinOf(pin: number, [x, y]: Point): readonly string[] {
  const fill = USED.includes(pin) ? INK.safe : FIVE_VOLTS.includes(pin) ? INK.danger : '#afb8c1';
  return [dot([x, y], 12, fill), textLines([x, y + 5], [`${pin}`], { anchor: 'middle', size: 12, fill: '#ffffff' })];
}
