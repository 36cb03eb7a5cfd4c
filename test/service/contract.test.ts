import { describe, expect, test } from 'vitest';
import { BUILT_AT_MS } from '../../src/base/plugin-names.ts';
import { contractMemoryIn, memoryNote } from '../../src/contract/contract-memory.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { followContract, followRecording } from '../../src/service/contract.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { listLog } from '../../testbed/support/log.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { DAY_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from '../journal/reading-at.ts';

const { en, fr } = textsIn;

type JournalWriter = Parameters<typeof followContract>[0]['writer'];

/** A writer whose journal is empty. */
const EMPTY: JournalWriter = {
  ask: async ({ about }) => (about === 'note' ? {} : []) as never,
  keep() {},
  keepLine() {},
};

describe('the log has one line for each news,', () => {
  test('in English and in French', async () => {
    const texts = { en, fr };
    const says = await Promise.all(
      (['en', 'fr'] as const).map(async (language) => {
        const { log, lines } = listLog();
        const { follow, clock } = await followed({ log, texts: texts[language] });
        const before = { contract: 'HC..', subscribedVA: 6_000 };
        for (const values of [before, { contract: 'BASE', subscribedVA: 9_000, message: 'COUPURE  LE 12' }]) {
          for (let nth = 0; nth < 5; nth += 1) follow(readingAt(clock.now(), values));
        }
        return lines;
      }),
    );
    expect(says).toEqual([
      [
        'info House: the contract is now Base (before: peak and off-peak hours).',
        'info House: the subscribed power is now 9 kVA (before: 6 kVA).',
        'info House: the meter has a message: “COUPURE LE 12”',
      ],
      [
        'info House\u00a0: le contrat est maintenant Base (avant\u00a0: heures pleines et creuses).',
        'info House\u00a0: la puissance souscrite est maintenant de 9\u00a0kVA (avant\u00a0: 6\u00a0kVA).',
        'info House\u00a0: le compteur affiche un message\u00a0: «\u00a0COUPURE LE 12\u00a0»',
      ],
    ]);
  });

  test('at level warn where the meter contradicts itself', async () => {
    const { log, lines } = listLog();
    const { follow, clock } = await followed({ log });
    for (let minute = 0; minute < 30; minute += 1) {
      await clock.pass(MINUTE_MS);
      follow(standardReading(clock.now(), { EASF01: 5, EASF02: 100 + minute }, 1));
    }
    expect(lines).toEqual([
      'warn House: the meter says that it counts in the register EASF01, but EASF02 goes up. Compare the bill with the registers, and ask your supplier if needed.',
    ]);
  });
});

describe('the journal', () => {
  /** A line on which two meters take turns, four readings each, so that what is known changes each eight seconds. */
  async function takingTurns(minutes: number) {
    const kept: { readonly atMs: number; readonly text: string }[] = [];
    const life = new AbortController();
    const clock = fakeClock({ wallMs: BUILT_AT_MS + DAY_MS / 2 });
    const writer = { ...EMPTY, keep: (_: string, text: string) => void kept.push({ atMs: clock.now(), text }) };
    const { log, lines } = listLog();
    const { follow } = await followed({ writer, clock, log, life: life.signal });
    for (let nth = 0; nth < minutes * 60; nth += 1) {
      const address = nth % 8 < 4 ? '021728123456' : '021728998877';
      follow(readingAt(clock.now(), { frame: frameWith({ address }) }));
      await clock.pass(1_000);
    }
    return { kept, life, clock, lines };
  }

  test('writes the first change at once, and what follows in that minute at its end', async () => {
    const { kept } = await takingTurns(3);
    expect(kept.map(({ atMs }) => atMs)).toEqual([0, 60_000, 120_000, 180_000]);
    const told = kept.map(({ text }) => contractMemoryIn(text).news?.map(({ kind }) => kind));
    expect(told).toEqual([undefined, ['meter', 'meter'], ['meter', 'meter'], ['meter', 'meter']]);
  });

  test('has at the end of the service what was still to be written, and no timer is left', async () => {
    const { kept, life, clock } = await takingTurns(0.5);
    expect(kept).toHaveLength(1);
    expect(clock.waiting).toBe(1);
    life.abort();
    expect(contractMemoryIn(kept[1]?.text).news).toHaveLength(2);
    expect([kept.length, clock.waiting]).toEqual([2, 0]);
  });

  test('lacks what was said in the last minute before a kill, so that it is said again, and not lost', async () => {
    const { kept, lines } = await takingTurns(0.5);
    expect(lines).toHaveLength(2);
    const text = kept.at(-1)?.text;
    const writer = {
      ...EMPTY,
      ask: async ({ about }: { about: string }) => (about === 'note' ? { text } : []) as never,
    };
    const after = listLog();
    const { follow, clock } = await followed({ writer, log: after.log });
    const frame = frameWith({ address: '021728998877' });
    for (let nth = 0; nth < 5; nth += 1) follow(readingAt(clock.now(), { frame }));
    expect(after.lines).toEqual([lines[0]]);
  });

  test('has a line of a register’s history at once, and the next ones at the end of a minute', async () => {
    const kept: [atMs: number, period: string][] = [];
    const clock = fakeClock({ wallMs: BUILT_AT_MS + DAY_MS / 2 });
    const writer = {
      ...EMPTY,
      keepLine: (_: string, { period }: RegisterLine) => void kept.push([clock.now(), period]),
    };
    const { follow } = await followed({ writer, clock });
    for (let nth = 0; nth < 40; nth += 1) {
      const tariff = ['HC', 'NUIT', 'SUPER'][Math.floor(nth / 10)] ?? 'HC';
      const { frame, ...reading } = standardReading(clock.now(), { EASF01: nth }, 1);
      follow({ ...reading, frame, tariff });
      await clock.pass(1_000);
    }
    expect(kept).toHaveLength(1);
    await clock.pass(MINUTE_MS);
    const [first, ...others] = kept;
    expect(first?.[1]).toBe('HC');
    expect(others.map(([atMs, period]) => [atMs - (first?.[0] ?? 0), period])).toEqual([
      [MINUTE_MS, 'NUIT'],
      [MINUTE_MS, 'SUPER'],
      [MINUTE_MS, 'HC'],
    ]);
  });
});

test('each meter has a memory of its own', async () => {
  const notes = new Map<string, string>();
  const writer: JournalWriter = {
    ...EMPTY,
    ask: async (question) => ('name' in question ? { text: notes.get(question.name) } : []) as never,
    keep: (name, text) => void notes.set(name, text),
  };
  const { log, lines } = listLog();
  const six = { subscribedVA: 6_000, message: 'COUPURE' };
  for (const [slug, values] of Object.entries({ linky: six, barn: { ...six, subscribedVA: 9_000 } })) {
    const { follow, clock } = await followed({ writer, log, name: slug, slug });
    for (let nth = 0; nth < 5; nth += 1) follow(readingAt(clock.now(), values));
    await clock.pass(MINUTE_MS);
  }
  expect(lines).toEqual([
    'info linky: the meter has a message: “COUPURE”',
    'info barn: the meter has a message: “COUPURE”',
  ]);
  const powers = ['linky', 'barn'].map((meter) => contractMemoryIn(notes.get(memoryNote(meter))).subscribedVA);
  expect(powers).toEqual([6_000, 9_000]);
});

test('after a restart what each register counts is known at once, by the lines that were kept', async () => {
  const notes = new Map<string, string>();
  const lines: { readonly meter: string; readonly line: RegisterLine }[] = [];
  const writer: JournalWriter = {
    ask: async (question) => {
      if ('name' in question) return { text: notes.get(question.name) } as never;
      return (question.about === 'registerLines' ? lines.map(({ line }) => line) : []) as never;
    },
    keep: (name, text) => void notes.set(name, text),
    keepLine: (meter, line) => void lines.push({ meter, line }),
  };
  const before = await followed({ writer });
  const beganMs = before.clock.wall();
  for (let nth = 0; nth < 10; nth += 1) before.follow(standardReading(before.clock.now(), { EASF01: nth }, 1));
  const { address } = readingAt(0).frame;
  const line = { address, register: 'EASF01', sinceMs: beganMs, period: 'HC', offPeak: true };
  expect(lines).toEqual([{ meter: 'house', line }]);
  const after = await followed({ writer });
  const { calendar } = after.follow(standardReading(after.clock.now(), { EASF01: 10 }, 1));
  expect(calendar?.periods).toEqual({ EASF01: { name: 'HC', offPeak: true } });
  for (let nth = 0; nth < 10; nth += 1) after.follow(standardReading(after.clock.now(), { EASF01: 10 + nth }, 1));
  expect(lines).toHaveLength(1);
});

test('the journal is asked until it answers, and nothing is kept before', async () => {
  const kept: string[] = [];
  let isOpen = false;
  const writer: JournalWriter = {
    ...EMPTY,
    ask: async ({ about }) => (isOpen ? ((about === 'note' ? {} : []) as never) : undefined),
    keep: (name) => void kept.push(name),
  };
  const { follow, clock } = await followed({ writer });
  follow(readingAt(clock.now(), { subscribedVA: 6_000 }));
  await clock.pass(3_600_000);
  expect(kept).toEqual([]);
  isOpen = true;
  await clock.pass(10_000);
  expect(kept).toEqual(['contract house']);
  expect(clock.waiting).toBe(0);
});

test('what a late disk has of after the start does not hide how long nobody looked before it', async () => {
  const startMs = Date.parse('2035-01-09T12:30:20+01:00');
  const today = Math.floor(startMs / DAY_MS);
  // Peak hours since midnight, and nobody has looked since 9:00: when the off-peak hours of noon began is not known.
  const seen = { tape: `${today * 1_440}-` };
  const minutes = [-210, 0].map((minute) => ({ atMs: Date.parse('2035-01-09T12:30+01:00') + minute * MINUTE_MS }));
  let last = '';
  let isOpen = false;
  const answers = {
    note: { text: JSON.stringify({ address: '021728123456', seen }) },
    registerLines: [],
    latestMinutes: minutes,
  };
  const writer: JournalWriter = {
    ...EMPTY,
    ask: async ({ about }) => (isOpen ? (answers[about as keyof typeof answers] as never) : undefined),
    keep: (_, text) => {
      last = text;
    },
  };
  const clock = fakeClock({ wallMs: startMs });
  const { follow } = await followed({ writer, clock });
  for (let minute = 0; minute < 13 * 60; minute += 1) {
    const frame = frameWith({ address: '021728123456' });
    follow(readingAt(clock.now(), { offPeak: minute < 90, frame }));
    await clock.pass(MINUTE_MS);
    isOpen = true;
  }
  expect(JSON.parse(last).seen.tape).toMatch(`${today * 1_440 + 14 * 60}-`);
  expect(JSON.parse(last).seen.dates).toEqual({});
});

test('an answer that comes after the end of the service is not learned', async () => {
  const kept: string[] = [];
  const life = new AbortController();
  const writer: JournalWriter = { ...EMPTY, ask: async () => undefined, keep: (name) => void kept.push(name) };
  const { follow, clock } = await followed({ writer, life: life.signal });
  follow(readingAt(clock.now(), { subscribedVA: 6_000 }));
  life.abort();
  await clock.pass(MINUTE_MS);
  expect([kept, clock.waiting]).toEqual([[], 0]);
});

test('the hours of the year are told as soon as the journal answers, and again when they become others', async () => {
  const told: (string | undefined)[] = [];
  const address = '021728123456';
  const hours = { known: { workday: ['22:56-06:56'] } };
  let isOpen = false;
  const answer = (about: string) => (about === 'note' ? { text: JSON.stringify({ address, hours }) } : []);
  const writer: JournalWriter = { ...EMPTY, ask: async ({ about }) => (isOpen ? (answer(about) as never) : undefined) };
  const { follow, clock } = await followed({ writer, tellYear: (offPeak) => told.push(offPeak) });
  expect(told).toEqual([]);
  isOpen = true;
  await clock.pass(10_000);
  expect(told).toEqual(['22:56-06:56']);
  for (let nth = 0; nth < 5; nth += 1)
    follow(readingAt(clock.now(), { subscribedVA: 6_000, frame: frameWith({ address }) }));
  expect(told).toHaveLength(1);
  // Another meter, of which nothing is known.
  for (let nth = 0; nth < 5; nth += 1)
    follow(readingAt(clock.now(), { frame: frameWith({ address: '021728998877' }) }));
  expect(told).toEqual(['22:56-06:56', undefined]);
});

test('of a recording the registers have their periods, and its frames tell the time', () => {
  const { follow } = followRecording();
  const reading = follow(readingAt(0, { registers: { HCHC: 1, HCHP: 2 } }));
  expect(reading.calendar?.periods).toMatchObject({ HCHC: { offPeak: true }, HCHP: { offPeak: false } });
});

/** A follower of the meter `house`, by default with a journal that is empty, once it has gone on from it. */
async function followed(surroundings: Partial<Parameters<typeof followContract>[0]> = {}) {
  const clock = fakeClock({ wallMs: BUILT_AT_MS + DAY_MS / 2 });
  const { log } = listLog();
  const life = new AbortController().signal;
  const all = { name: 'House', slug: 'house', writer: EMPTY, log, texts: en, clock, life, tellYear() {} };
  const { follow } = followContract({ ...all, ...surroundings }, (error) => expect.fail(String(error)));
  await clock.pass(0);
  return { follow, clock };
}

function standardReading(monotonicMs: number, registers: Reading['registers'], tariffIndex: number): Reading {
  const { frame, ...others } = readingAt(monotonicMs, { registers, tariff: 'HC', tariffIndex, offPeak: true });
  return { ...others, frame: { ...frame, mode: 'standard' } };
}
