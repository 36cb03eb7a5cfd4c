import { getEventListeners } from 'node:events';
import { type Clock, sleep } from '../../src/base/clock.ts';
import { type Meter, readingsOfMeter } from '../../src/meter/meter.ts';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { type BaudRate, type Source, SourceError, type SourceTrouble } from '../../src/source/source.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import type { KindOf, Trouble, TroubleFacts, UndatedTrouble } from '../../src/trouble/trouble.ts';
import { newsSentence, overText, sentences } from '../../src/trouble/words.ts';
import { type FakeClock, fakeClock, settled } from '../../testbed/support/clock.ts';
import { groupsOf, voltAmperes } from '../../testbed/support/frames.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

const { en } = textsIn;

export const METER = { slug: 'linky', name: 'Linky', port: '/dev/ttyUSB0' } as const;
const ABOUT = { meter: METER.slug, name: METER.name, port: METER.port } as const;

function trouble(kind: KindOf<'line'>, facts: Partial<TroubleFacts['line']> = {}): UndatedTrouble<'line'> {
  return { part: 'line', kind, ...ABOUT, ...facts };
}

/** The lines that are logged about a meter, each with its level. */
export const said = {
  found: (mode: TicMode, baudRate?: number) =>
    `info ${newsSentence({ part: 'line', kind: 'found', ...ABOUT, mode, baudRate }, en.troubles)}`,
  moreLabels: (most: number) =>
    `warn ${newsSentence({ part: 'line', kind: 'moreLabels', meter: METER.slug, name: METER.name, most }, en.troubles)}`,
  back: (stoodMs: number) => `info ${overText(trouble('silent'), stoodMs, {}, en.troubles)}`,
  trouble: (kind: KindOf<'line'>, facts: Partial<TroubleFacts['line']> = {}) =>
    `warn ${sentences(trouble(kind, facts), en.troubles)}`,
  poorLine: (percent: number, mostly: string) =>
    `warn ${sentences(trouble('noise', { percent, mostly }), en.troubles)}`,
  goodLine: `info ${overText(trouble('noise'), 0, {}, en.troubles)}`,
};

/** What a scripted source does in one opening. It returns when `life` ends, unless it throws before. */
export type Act = (clock: Clock, life: AbortSignal, baudRate: BaudRate) => AsyncGenerator<Uint8Array, void>;

const LABELS = { historique: ['ADCO', 'PAPP'], standard: ['ADSC', 'SINSTS'] } as const;

export function frame(mode: TicMode, powerVA: number): Uint8Array {
  const [address, power] = LABELS[mode];
  return encodeFrame(groupsOf({ [address]: '012345678901', [power]: voltAmperes(powerVA) }), mode);
}

/** Gives one chunk every two seconds, and then goes on as `next`. */
export function gives(chunks: readonly Uint8Array[], next: Act = silence): Act {
  return async function* (clock, life, baudRate) {
    for (const chunk of chunks) {
      if (life.aborted) return;
      yield chunk;
      await sleep(2000, clock, life);
    }
    yield* next(clock, life, baudRate);
  };
}

/** Gives `many` frames of 0, 10, 20… VA, one every two seconds, and then goes on as `next`. */
export function frames(mode: TicMode, many = 1000, next: Act = silence): Act {
  return gives(
    Array.from({ length: many }, (_, n) => frame(mode, 10 * n)),
    next,
  );
}

/**
 * A meter in this mode on a serial line of this speed, by default that of the mode: read at another, it gives garbage. It
 * falls silent after so many frames.
 */
export function meterIn(
  mode: TicMode,
  speed: BaudRate = mode === 'standard' ? 9600 : 1200,
  { frames: many = 1000 } = {},
): Act {
  return (clock, life, baudRate) => (baudRate === speed ? frames(mode, many) : garbage)(clock, life, baudRate);
}

/** Gives no bytes. */
// biome-ignore lint/correctness/useYield: silence gives nothing
export async function* silence(clock: Clock, life: AbortSignal): AsyncGenerator<Uint8Array, void> {
  while (!life.aborted) await sleep(3_600_000, clock, life);
}

/** Gives bytes twice a second that hold no group. */
export async function* garbage(clock: Clock, life: AbortSignal): AsyncGenerator<Uint8Array, void> {
  while (!life.aborted) {
    yield Uint8Array.of(0x00, 0xe0, 0x80, 0xfe, 0x0a, 0xf0, 0x8d);
    await sleep(500, clock, life);
  }
}

export function fails(trouble: SourceTrouble): Act {
  return throws(new SourceError(trouble, 'so it is'));
}

export function throws(error: unknown): Act {
  // biome-ignore lint/correctness/useYield: it breaks before it gives anything
  return async function* () {
    throw error;
  };
}

/** A running meter, and what it has done so far. `openings` gives the second and the speed of each. */
export interface Run {
  readonly clock: FakeClock;
  readonly readings: readonly Reading[];
  readonly openings: readonly string[];
  readonly lines: readonly string[];
  /** What stands now. */
  readonly standing: readonly Trouble[];
  /** The numbers of the openings that have not been closed. */
  readonly open: ReadonlySet<number>;
  readonly ended: boolean;
  /** How many listeners its life has. */
  readonly waitingForEnd: number;
  /** Ends its life, and resolves when it has done all that needs no clock. */
  end(): Promise<void>;
}

/** Runs a meter whose source plays one act for each opening, and the last act for all further openings. */
export function run(
  acts: readonly Act[],
  meter: Partial<Pick<Meter, 'mode' | 'baudRate' | 'lastMode' | 'otherReaders'>> & {
    /** What the source says of itself. */
    readonly source?: Pick<Source, 'baudRate' | 'recorded' | 'setsOwnSpeed'>;
  } = {},
  clock = fakeClock(),
  list = loggedTroubles(clock),
): Run {
  const { source: traits, ...settings } = meter;
  const life = new AbortController();
  const { troubles, lines } = list;
  const readings: Reading[] = [];
  const openings: string[] = [];
  const open = new Set<number>();
  const seen = { ended: false };

  const source: Source = {
    ...traits,
    async *bytes(speed, until) {
      const number = openings.push(`${clock.now() / 1000} s ${speed}`);
      open.add(number);
      try {
        yield* (acts[number - 1] ?? acts.at(-1) ?? silence)(clock, until, speed);
      } finally {
        open.delete(number);
      }
    },
  };
  const readAll = async () => {
    const all = readingsOfMeter(
      { ...METER, reports: troubles, clock, source, mode: 'auto', baudRate: 'auto', ...settings },
      life.signal,
    );
    for await (const reading of all) readings.push(reading);
    seen.ended = true;
  };
  void readAll();
  return {
    clock,
    readings,
    openings,
    lines,
    open,
    get standing() {
      return troubles.standing;
    },
    get ended() {
      return seen.ended;
    },
    get waitingForEnd() {
      return getEventListeners(life.signal, 'abort').length;
    },
    end() {
      life.abort();
      return settled();
    },
  };
}
