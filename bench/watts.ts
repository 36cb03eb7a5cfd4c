import { contest, type LineScores } from '../testbed/houses/contest.ts';
import { type Beginning, begin, double, LINES } from '../testbed/houses/from-nothing.ts';
import type { House } from '../testbed/houses/house.ts';
import { housesNamed } from '../testbed/houses/houses.ts';
import { modesOf } from '../testbed/houses/life.ts';
import { restarts } from '../testbed/houses/restart.ts';
import type { Score } from '../testbed/houses/score.ts';
import { type Cell, figure, type Table } from './table.ts';

const DAYS = 15;
const QUICK_DAYS = 3;
const OURS = 'ours';
const FACTORS = [0.6, 0.85, 1];
const FROM_NOTHING_VA = [3000, 500, 200, 80];
const DOUBLED_VA = 3000;

/** Which houses, and for how many days. */
export interface WattsOptions {
  readonly quick: boolean;
  /** A part of the name of a house. */
  readonly house?: string;
  readonly days?: number;
}

/** How wrong our W are in ten simulated houses. */
export async function wattsTable(options: WattsOptions): Promise<Table> {
  return {
    title: 'Watts of ten houses',
    says: [
      `Errors of the active power over ${daysOf(options) - 1} simulated days, after a first one for learning.`,
      '× is how many times an error is its bound: 3 % or 5 W in the median, 10 % or 20 W in the 95th percentile,',
      '1 % or 2 Wh in an hour. "Hours" is the share of hours within that bound. "Stated" is how often the error is within',
      'the stated one, which should be 95 %.',
    ].join(' '),
    header: [
      ...['house', 'line', 'mean W', 'cos φ', 'known', 'median', '×', 'p95', '×'],
      ...['hours', 'p95 ×', 'worst ×', 'worst Wh', 'stated', 'mean stated'],
    ],
    rows: linesOf(options).map(ownRow),
  };
}

function ownRow({ house, mode, meanW, meanPowerFactor, scores }: LineScores): readonly Cell[] {
  const own = scores.get(OURS) as Score;
  return [
    house.name,
    mode,
    figure(meanW),
    figure(meanPowerFactor, '', 2),
    figure(own.known * 100, '%', 1),
    figure(own.medianErrorW, 'W', 1),
    figure(own.medianOfBound, '×', 2),
    figure(own.p95ErrorW, 'W', 1),
    figure(own.p95OfBound, '×', 2),
    figure(own.hours.within * 100, '%', 1),
    figure(own.hours.p95OfBound, '×', 2),
    figure(own.hours.greatestOfBound, '×', 2),
    figure(own.hours.greatestErrorWh, 'Wh', 1),
    own.statedHolds === undefined ? '' : figure(own.statedHolds * 100, '%', 1),
    own.meanStatedW === undefined ? '' : figure(own.meanStatedW, 'W', 1),
  ];
}

/** How wrong our W are in these houses beside those of others. */
export async function wattsRivalsTable(options: WattsOptions): Promise<Table> {
  const lines = linesOf(options);
  const names = lines[0] ? [...lines[0].scores.keys()] : [];
  return {
    title: 'Watts of ten houses, beside the ways of others',
    says: [
      'The mean error of each, and the 95th percentile, in W, in the same houses over the same days. The least one stands',
      'in brackets. NB is the way of NicolasBernaerts/tasmota, F1ATB that of F1ATB/Solar-Router.',
    ].join(' '),
    header: ['house', 'line', ...names, ...names.map((name) => `${name}, p95`)],
    rows: lines.map(({ house, mode, scores }) => [
      house.name,
      mode,
      ...leastInBrackets([...scores.values()].map(({ meanErrorW }) => meanErrorW)),
      ...leastInBrackets([...scores.values()].map(({ p95ErrorW }) => p95ErrorW)),
    ]),
  };
}

function leastInBrackets(values: readonly number[]): readonly Cell[] {
  const least = Math.min(...values);
  return values.map((value) => (value === least ? `(${value.toFixed(1)})` : figure(value, '', 1)));
}

/** What was simulated for another table of this run. */
let simulated: readonly LineScores[] | undefined;

function linesOf(options: WattsOptions): readonly LineScores[] {
  simulated ??= housesNamed(options.house).flatMap((house) => contest(house, daysOf(options)));
  return simulated;
}

function daysOf({ days, quick }: WattsOptions): number {
  return days ?? (quick ? QUICK_DAYS : DAYS);
}

/** How soon W are known, and how wrong they are then: from nothing, when the load doubles, and after a restart. */
export async function wattsStartTable(options: WattsOptions): Promise<Table> {
  return {
    title: 'Watts from nothing, when the load doubles, and after a restart',
    says: [
      'After how many seconds W are known; the error of the first ones; the greatest error from the third minute to the end',
      'of an hour (from nothing), or the error a minute later (when the load doubles): the worst of both modes, with one phase and with three.',
      'After a restart: the mean error of the first minute, and that of a wattmeter which was not restarted, over twelve',
      'restarts on the second day.',
    ].join(' '),
    header: ['case', 'known after', 'first error', 'later'],
    rows: [
      ...FROM_NOTHING_VA.flatMap((va) => FACTORS.map((powerFactor) => beginningRow(va, powerFactor))),
      ...FACTORS.flatMap((powerFactor) => FACTORS.map((added) => doublingRow(powerFactor, added))),
      ...housesNamed(options.house).flatMap((house) => modesOf(house).map((mode) => restartRow(house, mode))),
    ],
  };
}

function beginningRow(apparentVA: number, powerFactor: number): readonly Cell[] {
  const begun = LINES.map((line) => begin({ ...line, apparentVA, powerFactor }));
  return [
    `${apparentVA} VA at cos φ ${powerFactor}`,
    seconds(worst(begun.map(({ knownAfterS }) => knownAfterS))),
    percent(worst(begun.map(({ firstErrorShare }) => firstErrorShare))),
    percent(worst(begun.map(({ laterErrorShare }) => laterErrorShare))),
  ];
}

function doublingRow(powerFactor: number, added: number): readonly Cell[] {
  const doubled = LINES.map((line) => double({ ...line, apparentVA: DOUBLED_VA, powerFactor }, added));
  return [
    `${DOUBLED_VA} VA at cos φ ${powerFactor}, and as much at ${added}`,
    '',
    percent(worst(doubled.map(({ firstShare }) => firstShare))),
    percent(worst(doubled.map(({ minuteLaterShare }) => minuteLaterShare))),
  ];
}

/** The greatest value; undefined when one of them is unknown. */
function worst(values: readonly (number | undefined)[]): number | undefined {
  const known = values.flatMap((value) => value ?? []);
  return known.length < values.length ? undefined : Math.max(...known);
}

function restartRow(house: House, mode: Beginning['mode']): readonly Cell[] {
  const all = restarts(house, mode);
  const known = all.flatMap(({ knownAfterS }) => knownAfterS ?? []);
  const firstMinutes = all.flatMap(({ firstMinute }) => firstMinute ?? []);
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  return [
    `${house.name}, ${mode}, restarted`,
    known.length < all.length ? `${known.length} of ${all.length}` : seconds(Math.max(...known)),
    figure(mean(firstMinutes.map(({ errorW }) => errorW)), 'W', 1),
    figure(mean(firstMinutes.map(({ goingOnErrorW }) => goingOnErrorW)), 'W', 1),
  ];
}

function seconds(value: number | undefined): Cell {
  return value === undefined ? 'never' : figure(value, 's');
}

function percent(share: number | undefined): Cell {
  return share === undefined ? '' : figure(share * 100, '%', 1);
}
