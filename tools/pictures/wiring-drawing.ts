import type { Language } from '../../src/texts/languages.ts';
import { box, dot, INK, type Point, polygon, TEXT_ROW, textLines, wire } from './schematic.ts';
import { drawing, element } from './svg.ts';
import { WIRING_WORDS, type WiringWords } from './wiring-words.ts';

const SIZE = { width: 720, height: 472 };
/** The middle of each terminal, and where their row begins. */
const TERMINALS = { C1: 62, C2: 102, I1: 166, I2: 206, A: 246 } as const;
const ROW_Y = 268;
const HOLE = 30;
const CABLE_Y = 404;
/** The upper left corners of the two devices, and where the box with the steps begins. */
const ADAPTER: Point = [404, CABLE_Y - 36];
const COMPUTER: Point = [560, CABLE_Y - 36];
const STEPS_Y = 20;

/** The way from the meter's terminals to the computer, with the six steps of doing it. */
export function wiringDrawing(language: Language): string {
  const words = WIRING_WORDS[language];
  return drawing({ ...SIZE, title: words.title, description: words.description }, [
    ...meter(words),
    ...terminals(words),
    ...cable(words),
    ...devices(words),
    ...steps(words),
  ]);
}

function meter({ meter, sealed, cover }: WiringWords): readonly string[] {
  return [
    box([20, 20], [268, 312], { fill: '#f1f6e8', stroke: '#6e7f4f' }),
    box([96, 34], [116, 34], { fill: '#dfe8d0', stroke: '#6e7f4f' }),
    textLines([154, 57], [meter], { anchor: 'middle', size: 16, bold: true }),
    box([34, 82], [240, 70], { fill: '#e3e5e8', stroke: INK.faint }),
    ...[48, 260].map((x) => dot([x, 96], 5, INK.danger)),
    textLines([154, 116], sealed, { anchor: 'middle', size: 13 }),
    box([34, 164], [240, 156], { fill: '#ffffff', stroke: INK.faint, dashes: '5 4' }),
    textLines([154, 184], cover, { anchor: 'middle', size: 13 }),
  ];
}

function terminals({ leave, free }: WiringWords): readonly string[] {
  return [
    box([38, 206], [90, 108], { fill: '#fdeceb', stroke: INK.danger }),
    textLines([83, 224], leave, { anchor: 'middle', size: 12, fill: INK.danger, bold: true }),
    ...Object.entries(TERMINALS).flatMap(([name, x]) => [
      box([x - HOLE / 2, ROW_Y], [HOLE, HOLE], { fill: name.startsWith('I') ? '#ddebff' : '#eceef0' }),
      dot([x, ROW_Y + HOLE / 2], 6, name.startsWith('C') ? INK.danger : INK.faint),
      textLines([x, ROW_Y - 7], [name], { anchor: 'middle', bold: true }),
    ]),
    textLines([TERMINALS.A, ROW_Y + 46], [free], { anchor: 'middle', size: 12, fill: INK.faint }),
  ];
}

function cable({ cable }: WiringWords): readonly string[] {
  const cores: readonly Point[][] = [
    [
      [TERMINALS.I1, ROW_Y + HOLE / 2],
      [TERMINALS.I1, CABLE_Y + 4],
      [ADAPTER[0], CABLE_Y + 4],
    ],
    [
      [TERMINALS.I2, ROW_Y + HOLE / 2],
      [TERMINALS.I2, CABLE_Y - 4],
      [ADAPTER[0], CABLE_Y - 4],
    ],
  ];
  return [
    ...cores.map((core) => wire(core, INK.signal, 2.5)),
    element('rect', { x: 226, y: CABLE_Y - 11, width: 158, height: 22, rx: 11, fill: '#d0d7de', stroke: INK.faint }),
    textLines([305, CABLE_Y + 32], cable, { anchor: 'middle', size: 13 }),
  ];
}

function devices({ adapter, computer }: WiringWords): readonly string[] {
  const middle = CABLE_Y - 4;
  return [
    wire(
      [
        [ADAPTER[0] + 110, CABLE_Y],
        [COMPUTER[0], CABLE_Y],
      ],
      INK.line,
      5,
    ),
    textLines([(ADAPTER[0] + 110 + COMPUTER[0]) / 2, CABLE_Y - 10], ['USB'], { anchor: 'middle', size: 12 }),
    box(ADAPTER, [110, 72], { fill: '#ffffff' }),
    textLines([ADAPTER[0] + 55, middle], adapter, { anchor: 'middle' }),
    box(COMPUTER, [140, 72], { fill: '#e8f5ec', stroke: INK.safe }),
    textLines([COMPUTER[0] + 70, middle], computer, { anchor: 'middle' }),
  ];
}

function steps({ order, steps, doubt }: WiringWords): readonly string[] {
  const startOf = (at: number) => STEPS_Y + 58 + 8 * at + TEXT_ROW * steps.slice(0, at).flat().length;
  return [
    box([310, STEPS_Y], [390, 330], { fill: '#fff8e5', stroke: '#9a6700' }),
    polygon(
      [
        [326, STEPS_Y + 31],
        [338, STEPS_Y + 11],
        [350, STEPS_Y + 31],
      ],
      '#9a6700',
    ),
    textLines([338, STEPS_Y + 29], ['!'], { anchor: 'middle', fill: '#ffffff', bold: true }),
    textLines([360, STEPS_Y + 27], [order], { size: 16, bold: true }),
    ...steps.flatMap((lines, at) => [
      textLines([328, startOf(at)], [`${at + 1}.`], { bold: true }),
      textLines([350, startOf(at)], lines),
    ]),
    textLines([328, startOf(steps.length)], [doubt], { bold: true }),
  ];
}
