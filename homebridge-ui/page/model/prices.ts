import type { Price } from '../../../src/tariff/price.ts';
import { type ConfigBlock, textOrEmpty, withMeter } from './config-block.ts';

/** A price line as it stands in the settings, unchecked. */
export interface PriceLine {
  /** Its index in the settings, by which problems name it. */
  readonly index: number;
  /** A date such as `2026-08-01`; `''` while there is none. */
  readonly from: string;
  readonly subscription?: unknown;
  readonly given?: unknown;
  readonly periods: readonly PeriodLine[];
}

/** The price of a tariff period as it stands in the settings, unchecked. */
export interface PeriodLine {
  readonly name: string;
  readonly price?: unknown;
}

/** What may be changed in a line. An undefined value removes the field. */
export type LineChange = { readonly [F in 'from' | 'subscription' | 'given']?: unknown };

/** The price lines of a meter, newest first. Lines without a date come first of all. @param meter its index */
export function priceLinesOf(block: ConfigBlock, meter: number): readonly PriceLine[] {
  const lines = rawLines(block, meter).map((line, index) => ({
    index,
    from: textOrEmpty(line['from']),
    subscription: line['subscription'],
    given: line['given'],
    periods: rawPeriods(line).map(({ name, price }) => ({ name: textOrEmpty(name), price })),
  }));
  return lines.toSorted((a, b) => (a.from === '' ? -1 : b.from === '' ? 1 : b.from.localeCompare(a.from)));
}

/** The prices of a meter as they stand in the settings, for the plugin's server. */
export function pricesTyped(block: ConfigBlock, meter: number): unknown {
  return rawMeter(block, meter)['prices'];
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
  change: { readonly name?: string; readonly price?: unknown },
): ConfigBlock {
  return withRawPeriods(block, meter, index, (periods) =>
    periods.map((one, at) => (at === period ? compact({ ...one, ...change }) : one)),
  );
}

/** The block with one more period in a line, which has no price yet. */
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
 * The block with one more line: a copy of the newest one, or one with these periods when it is the first.
 * @param from the date from which it holds
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

/**
 * The block with these prices among the others, oldest first. They replace those of the same date, but for what a producer gets,
 * if they do not say that themselves.
 */
export function withTakenLines(block: ConfigBlock, meter: number, taken: readonly Price[]): ConfigBlock {
  const before = rawLines(block, meter);
  const kept = before.filter(({ from }) => !taken.some((price) => price.from === from));
  const added = taken.map((price): ConfigBlock => {
    const given = before.find(({ from }) => from === price.from)?.['given'];
    return { ...(given !== undefined && { given }), ...price };
  });
  const dateIn = (line: ConfigBlock) => textOrEmpty(line['from']);
  return withRawLines(
    block,
    meter,
    [...kept, ...added].toSorted((a, b) => dateIn(a).localeCompare(dateIn(b))),
  );
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

/** Without a line, the meter has no field `prices` either. */
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
