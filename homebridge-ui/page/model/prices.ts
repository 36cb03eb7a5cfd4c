import type { Price } from '../../../src/money/price.ts';
import { dependsOnDay, isSamePeriod } from '../../../src/reading/periods.ts';
import { type ConfigBlock, textOrEmpty, withMeter } from './config-block.ts';

/** A price line in the settings, unchecked. */
export interface PriceLine {
  /** Its index in the settings, which the paths of problems use. */
  readonly index: number;
  /** A date such as `2026-08-01`; `''` while there is none. */
  readonly from: string;
  readonly subscription?: unknown;
  readonly given?: unknown;
  readonly periods: readonly PeriodLine[];
}

/** The price of a tariff period in the settings, unchecked. */
export interface PeriodLine {
  readonly name: string;
  readonly price?: unknown;
  readonly hours?: string;
}

/** The fields of a period that can be changed. An undefined value removes the field. */
export interface PeriodChange {
  readonly name?: string;
  readonly price?: unknown;
  readonly hours?: string;
}

/**
 * Whether a period can have hours. A line's only period has all hours, and the hours of Tempo and EJP periods do not determine the colour
 * of a day, or whether it is a peak day.
 */
export function canHaveHours({ name, hours }: PeriodLine, isOnly: boolean): boolean {
  return hours !== undefined || !(isOnly || dependsOnDay(name));
}

/** The fields of a line that can be changed. An undefined value removes the field. */
export type LineChange = { readonly [F in 'from' | 'subscription' | 'given']?: unknown };

/**
 * The price lines of a meter, newest first. Lines without a date precede all others.
 * @param meter its index
 */
export function priceLinesOf(block: ConfigBlock, meter: number): readonly PriceLine[] {
  const lines = rawLines(block, meter).map((line, index) => ({
    index,
    from: textOrEmpty(line['from']),
    subscription: line['subscription'],
    given: line['given'],
    periods: rawPeriods(line).map(periodLineOf),
  }));
  return lines.toSorted((a, b) => (a.from === '' ? -1 : b.from === '' ? 1 : b.from.localeCompare(a.from)));
}

function periodLineOf({ name, price, hours }: ConfigBlock): PeriodLine {
  return { name: textOrEmpty(name), price, ...(typeof hours === 'string' && hours !== '' && { hours }) };
}

/** The block with a changed line. */
export function withLine(block: ConfigBlock, meter: number, index: number, change: LineChange): ConfigBlock {
  return withRawLine(block, meter, index, (line) => compact({ ...line, ...change }));
}

/** The block with a changed period of a line. */
export function withPeriod(
  block: ConfigBlock,
  meter: number,
  [index, period]: readonly [line: number, period: number],
  change: PeriodChange,
): ConfigBlock {
  return withRawPeriods(block, meter, index, (periods) =>
    periods.map((one, at) => (at === period ? compact({ ...one, ...change }) : one)),
  );
}

/** The block with another period in a line, without a price yet. */
export function withNewPeriod(block: ConfigBlock, meter: number, index: number, name: string): ConfigBlock {
  return withRawPeriods(block, meter, index, (periods) => [...periods, { name }]);
}

export function withoutPeriod(
  block: ConfigBlock,
  meter: number,
  [index, period]: readonly [line: number, period: number],
): ConfigBlock {
  return withRawPeriods(block, meter, index, (periods) => periods.filter((_, at) => at !== period));
}

/**
 * The block with another line: a copy of the newest one; or, if it is the first, a line with these periods.
 * @param from the date from which it is valid
 */
export function withNewLine(block: ConfigBlock, meter: number, from: string, periods: readonly string[]): ConfigBlock {
  const newest = priceLinesOf(block, meter)[0];
  const copied = newest && rawLines(block, meter)[newest.index];
  const line = copied ? { ...copied, from } : { from, periods: periods.map((name) => ({ name })) };
  return withRawLines(block, meter, [...rawLines(block, meter), line]);
}

export function withoutLine(block: ConfigBlock, meter: number, index: number): ConfigBlock {
  return withRawLines(
    block,
    meter,
    rawLines(block, meter).filter((_, at) => at !== index),
  );
}

/** The block in which each period of the other lines has the hours of the same-named period in this line. */
export function withSameHours(block: ConfigBlock, meter: number, index: number): ConfigBlock {
  const from = rawLines(block, meter)[index];
  return withRawLines(
    block,
    meter,
    rawLines(block, meter).map((line) => withHoursOf(from, line)),
  );
}

/** Whether another line has different hours for a period of this line. */
export function differInHours(block: ConfigBlock, meter: number, index: number): boolean {
  const same = withSameHours(block, meter, index);
  return JSON.stringify(rawLines(same, meter)) !== JSON.stringify(rawLines(block, meter));
}

/**
 * The block with these prices among the others, oldest first. They replace those of the same date, except for the price of exported energy
 * if they have none themselves. The hours that were valid on a date remain so.
 */
export function withTakenLines(block: ConfigBlock, meter: number, taken: readonly Price[]): ConfigBlock {
  const before = rawLines(block, meter);
  const kept = before.filter(({ from }) => !taken.some((price) => price.from === from));
  const added = taken.map((price): ConfigBlock => {
    const given = before.find(({ from }) => from === price.from)?.['given'];
    const held = before
      .filter((line) => dateIn(line) !== '' && dateIn(line) <= price.from)
      .toSorted((a, b) => dateIn(a).localeCompare(dateIn(b)))
      .at(-1);
    return withHoursOf(held, { ...price, given: price.given ?? given });
  });
  return withRawLines(
    block,
    meter,
    [...kept, ...added].toSorted((a, b) => dateIn(a).localeCompare(dateIn(b))),
  );
}

function dateIn(line: ConfigBlock): string {
  return textOrEmpty(line['from']);
}

/** A line whose periods get the hours of the same-named periods in another line, if these have any. */
function withHoursOf(other: ConfigBlock | undefined, line: ConfigBlock): ConfigBlock {
  if (rawPeriods(line).length === 0) return line;
  const periods = rawPeriods(line).map((period) => {
    const twin = rawPeriods(other ?? {}).find((one) =>
      isSamePeriod(textOrEmpty(one['name']), textOrEmpty(period['name'])),
    );
    const hours = textOrEmpty(twin?.['hours']);
    return hours === '' ? period : { ...period, hours };
  });
  return { ...line, periods };
}

function rawMeter(block: ConfigBlock, meter: number): ConfigBlock {
  return groupsIn(block['meters'])[meter] ?? {};
}

function rawLines(block: ConfigBlock, meter: number): readonly ConfigBlock[] {
  return groupsIn(rawMeter(block, meter)['prices']);
}

function rawPeriods(line: ConfigBlock): readonly ConfigBlock[] {
  return groupsIn(line['periods']);
}

/** Without any line, the meter has no field `prices` either. */
function withRawLines(block: ConfigBlock, meter: number, lines: readonly ConfigBlock[]): ConfigBlock {
  return withMeter(block, meter, 'prices', lines.length === 0 ? undefined : lines);
}

function withRawLine(
  block: ConfigBlock,
  meter: number,
  index: number,
  change: (line: ConfigBlock) => ConfigBlock,
): ConfigBlock {
  return withRawLines(
    block,
    meter,
    rawLines(block, meter).map((line, at) => (at === index ? change(line) : line)),
  );
}

function withRawPeriods(
  block: ConfigBlock,
  meter: number,
  index: number,
  change: (periods: readonly ConfigBlock[]) => readonly ConfigBlock[],
): ConfigBlock {
  return withRawLine(block, meter, index, (line) => ({ ...line, periods: change(rawPeriods(line)) }));
}

function compact(group: ConfigBlock): ConfigBlock {
  return Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined));
}

function groupsIn(value: unknown): readonly ConfigBlock[] {
  return Array.isArray(value)
    ? value.map((item) => (typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {}))
    : [];
}
