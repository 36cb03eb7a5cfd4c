import { type Stretch, stretchAfter } from '../../src/contract/moving-register.ts';
import type { ContractNews } from '../../src/contract/news.ts';
import {
  type NamedRegister,
  type RegisterNews,
  registersAfter,
  registersFrom,
} from '../../src/contract/register-periods.ts';
import type { Reading, RegisterPeriods, TicMode } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';

const ADDRESS = '041976000456';

/** What a meter in standard mode reports about the period in use, and the register that counts it. */
export interface SaidPeriod {
  /** LTARF. */
  readonly name: string;
  /** NTARF. */
  readonly index: number;
  /** The number of the counting register; by default the one that NTARF names. */
  readonly counts?: number;
}

/** A meter in standard mode that counts and tells what the script says. */
export class RegisterMeter {
  readonly #registers: { [label: string]: number } = Object.fromEntries(
    Array.from({ length: 10 }, (_, nth) => [`EASF${String(nth + 1).padStart(2, '0')}`, 1_000 * nth]),
  );
  #before: Reading | undefined;
  monotonicMs = 1_000;

  /** The next frame, this many seconds later, with this many Wh counted. */
  frame(
    { name, index, counts = index }: SaidPeriod,
    { seconds = 2, wh = 1, labels = {}, without = [] }: FrameOptions = {},
  ): Reading {
    this.monotonicMs += seconds * 1_000;
    const label = `EASF${String(counts).padStart(2, '0')}`;
    this.#registers[label] = (this.#registers[label] ?? 0) + wh;
    const all: { [label: string]: string } = { ADSC: ADDRESS, NGTF: '  OFFER OF ONE  ', LTARF: name.padEnd(16) };
    for (const [register, index] of Object.entries(this.#registers)) all[register] = String(index).padStart(9, '0');
    all['NTARF'] = String(index).padStart(2, '0');
    Object.assign(all, labels);
    for (const refused of without) delete all[refused];
    const frame = { mode: 'standard', address: ADDRESS, labels: all, horodates: {}, refused: without.length } as const;
    this.#before = readingFromFrame(frame, this.monotonicMs, this.#before);
    return this.#before;
  }
}

export interface FrameOptions {
  readonly seconds?: number;
  readonly wh?: number;
  /** Other groups, or other data for the same ones. */
  readonly labels?: { readonly [label: string]: string };
  /** The groups that are refused. */
  readonly without?: readonly string[];
}

/** The learner, with the counting register found as the follower does it. */
export function learning(remembered?: RegisterPeriods, news?: readonly ContractNews[]) {
  let registers = registersFrom(remembered, news);
  let stretch: Stretch | undefined;
  let mode: TicMode = 'historique';
  const said: RegisterNews[] = [];
  const named: NamedRegister[] = [];
  const learner = {
    get periods() {
      return registers.periods[mode];
    },
  };
  return {
    learner,
    said,
    named,
    take(readings: Reading | readonly Reading[]) {
      for (const reading of [readings].flat() as readonly Reading[]) {
        ({ mode } = reading.frame);
        const moving = stretchAfter(stretch, reading);
        ({ stretch } = moving);
        const lesson = registersAfter(registers, reading, moving.moved);
        ({ registers } = lesson);
        if (lesson.news) said.push(lesson.news);
        if (lesson.named) named.push(lesson.named);
      }
      return learner.periods;
    },
  };
}

/** Consecutive frames. */
export function frames(meter: RegisterMeter, count: number, period: SaidPeriod, options?: FrameOptions) {
  return Array.from({ length: count }, () => meter.frame(period, options));
}
