import { describe, expect, test } from 'vitest';
import { contractFrom } from '../../src/contract/contract-after.ts';
import { createContractFollower } from '../../src/contract/contract-follower.ts';
import { type ContractMemory, contractMemoryIn, noteOf } from '../../src/contract/contract-memory.ts';
import type { ContractNews } from '../../src/contract/news.ts';
import { presentPeriods, type RegisterLine } from '../../src/reading/periods.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { DAY_MS, HOUR_MS } from '../../testbed/support/time.ts';

const BEGINS_MS = Date.parse('2026-11-27T12:00:00Z');
const [FIRST, SECOND] = ['021728123456', '021728998877'];

describe('before the journal has been read', () => {
  test('nothing is reported or stored, and changes are reported afterwards', () => {
    const { read, follower, said, kept } = meter();
    read(5, { subscribedVA: 9_000 });
    expect([said, kept]).toEqual([[], []]);
    follower.learn({ address: FIRST, subscribedVA: 6_000 });
    expect(said).toEqual([{ atMs: BEGINS_MS + 3_000, kind: 'subscribed', beforeVA: 6_000, subscribedVA: 9_000 }]);
    expect(kept.at(-1)).toMatchObject({ subscribedVA: 9_000, news: said });
  });

  test('a message that is sent only once is not missed', () => {
    const { read, follower, said } = meter();
    read(1, { shortMessage: 'RELEVE DEMAIN' });
    read(100, {});
    follower.learn(undefined);
    expect(said).toMatchObject([{ kind: 'message', text: 'RELEVE DEMAIN' }]);
  });

  test('the registers of historique mode have their periods', () => {
    const { read } = meter();
    expect(read(1, { registers: { HCHC: 1, HCHP: 2 } }).calendar).toEqual({
      periods: { HCHC: { name: 'HC..', offPeak: true }, HCHP: { name: 'HP..', offPeak: false } },
    });
  });
});

describe('over a restart', () => {
  test('news are not repeated, and nothing is written while nothing changes', () => {
    const before = learned(undefined);
    before.read(5, { contract: 'HC..', subscribedVA: 6_000, message: 'COUPURE' });
    before.read(5, { contract: 'BASE', subscribedVA: 6_000, message: 'COUPURE' });
    expect(before.said.map(({ kind }) => kind)).toEqual(['message', 'contract']);
    const after = learned(before.stored());
    after.read(50, { contract: 'BASE', subscribedVA: 6_000, message: 'COUPURE' });
    expect([after.said, after.kept]).toEqual([[], []]);
  });

  test('everything is learned again without the journal’s note', () => {
    const after = learned(undefined);
    after.read(5, { contract: 'BASE', subscribedVA: 6_000 });
    expect(after.said).toEqual([]);
    expect(after.kept.at(-1)).toEqual({ address: FIRST, contract: 'BASE', mode: 'historique', subscribedVA: 6_000 });
  });
});

describe('a restart of ten minutes on a day on which off-peak hours are observed', () => {
  test.each([
    [
      'does not keep them from being known at midnight, where the journal tells how long it was',
      2,
      true,
      '12:00-14:00',
    ],
    ['does not either where the journal answers before the first reading', 0, true, '12:00-14:00'],
    ['leaves them unknown where nobody tells how long it was', 2, false, undefined],
  ])('%s', (_, early, isTold, offPeak) => {
    const before = learned(undefined);
    before.pass(10 * HOUR_MS);
    for (let minute = 0; minute < 16 * 60; minute += 1) before.readMinute();
    const after = meter();
    after.pass(before.monotonicMs() + 10 * 60_000);
    for (let minute = 0; minute < early; minute += 1) after.readMinute();
    after.follower.learn(before.stored(), [], isTold ? BEGINS_MS + before.monotonicMs() : undefined);
    const lasts = Array.from({ length: 9 * 60 }, () => after.readMinute());
    expect(lasts.at(-1)?.calendar?.offPeak).toBe(offPeak);
  });
});

describe('another meter', () => {
  test('is reported after three consecutive readings, and nothing of the first one is compared with it', () => {
    const { read, said, kept } = learned(undefined);
    read(5, { contract: 'HC..', subscribedVA: 6_000, registers: { HCHC: 1, HCHP: 2 } });
    const other = { contract: 'BASE', subscribedVA: 9_000, registers: { BASE: 3 } };
    expect(read(2, other, SECOND).calendar).toEqual({ periods: {} });
    expect(said).toEqual([]);
    read(5, other, SECOND);
    expect(said).toEqual([{ atMs: BEGINS_MS + 8_000, kind: 'meter', before: '3456', address: '8877' }]);
    expect(kept.at(-1)).toMatchObject({ address: SECOND, contract: 'BASE', subscribedVA: 9_000 });
    expect(read(1, other, SECOND).calendar?.periods).toEqual({ BASE: { name: 'TH..' } });
  });

  test('is reported after a restart, too', () => {
    const before = learned(undefined);
    before.read(5, { contract: 'HC..' });
    const after = learned(before.stored());
    after.read(5, { contract: 'BASE' }, SECOND);
    expect(after.said).toMatchObject([{ kind: 'meter', before: '3456', address: '8877' }]);
  });

  test('that alternates with the first one frame by frame is not followed', () => {
    const { read, said, kept } = learned(undefined);
    for (let nth = 0; nth < 20; nth += 1) {
      read(1, { subscribedVA: 6_000 }, FIRST);
      read(1, { subscribedVA: 9_000 }, SECOND);
    }
    expect(said).toEqual([]);
    expect(kept.at(-1)).toMatchObject({ address: FIRST, subscribedVA: 6_000 });
  });

  test('that alternates with the first one hour by hour is reported once each in 30 days, and its message once', () => {
    const { read, said, pass } = learned(undefined);
    for (let day = 0; day < 29; day += 1) {
      read(6, { message: 'FIRST' }, FIRST);
      pass(DAY_MS / 2);
      read(6, { message: 'SECOND' }, SECOND);
      pass(DAY_MS / 2);
    }
    expect(said.map((news) => (news.kind === 'meter' ? news.address : news.kind))).toEqual([
      'message',
      '8877',
      'message',
      '3456',
    ]);
  });
});

describe('the history of the registers', () => {
  const LINE = { address: FIRST, register: 'EASF07', sinceMs: BEGINS_MS + 1_000, period: 'HC' } as const;

  test('has each line once, dated by the first reading that stated it', () => {
    const { count, lines } = learned(undefined);
    count(60, 'HC');
    expect(lines).toEqual([LINE]);
    count(60, 'NUIT');
    expect(lines).toEqual([LINE, { ...LINE, sinceMs: BEGINS_MS + 61_000, period: 'NUIT' }]);
  });

  test('has nothing new before the journal has been read, and then what the earlier readings stated', () => {
    const { count, lines, follower } = meter();
    count(60, 'HC');
    expect(lines).toEqual([]);
    follower.learn(undefined);
    expect(lines).toEqual([LINE]);
  });

  test('waits until the clock is set', () => {
    const { count, lines, setClock } = learned(undefined, false);
    count(60, 'HC');
    count(60, 'NUIT');
    expect(lines).toEqual([]);
    setClock();
    count(1, 'NUIT');
    expect(lines).toEqual([LINE, { ...LINE, sinceMs: BEGINS_MS + 61_000, period: 'NUIT' }]);
  });

  test('keeps the newest thousand of the lines that wait for the clock', () => {
    const { count, lines, setClock } = learned(undefined, false);
    for (let nth = 0; nth < 1_100; nth += 1) count(8, `P${nth}`);
    setClock();
    count(1, 'P1099');
    expect(lines).toHaveLength(1_000);
    expect(lines.at(-1)?.period).toBe('P1099');
  });

  test('continues after a restart: its newest line is known at once, and not stored again', () => {
    const before = learned(undefined);
    before.count(60, 'HC');
    before.count(60, 'NUIT');
    const after = learned(before.stored(), true, before.lines.toReversed());
    expect(after.count(1, 'NUIT').calendar?.periods).toEqual({ EASF07: { name: 'NUIT' } });
    after.count(60, 'NUIT');
    expect(after.lines).toEqual([]);
  });

  test('of another meter, or of one with an unknown address, is ignored', () => {
    const other = learned({ address: SECOND }, true, [LINE]);
    expect(other.count(1, 'HC', SECOND).calendar?.periods).toEqual({});
    expect(learned({}, true, [LINE]).count(1, 'HC').calendar?.periods).toEqual({});
  });

  test('has a line for each meter, and is known when the first one comes back', () => {
    const { count, lines } = learned(undefined);
    count(60, 'HC');
    count(60, 'NUIT', SECOND);
    // The third reading with another address is the first one that is followed.
    expect(lines).toEqual([LINE, { ...LINE, address: SECOND, sinceMs: BEGINS_MS + 64_000, period: 'NUIT' }]);
    expect(count(4, 'HC').calendar?.periods).toEqual({ EASF07: { name: 'HC' } });
    count(60, 'HC');
    expect(lines).toHaveLength(2);
    expect(presentPeriods(lines, SECOND)).toEqual({ EASF07: { name: 'NUIT' } });
  });
});

test('twenty news are kept, and the memory is some kilobytes at most', () => {
  const { read, said, kept } = learned(undefined);
  for (let nth = 0; nth < 100; nth += 1) read(4, { message: `${String(nth).padStart(3)} ${'"'.repeat(28)}` });
  expect(said).toHaveLength(100);
  expect(kept.at(-1)?.news).toEqual(said.slice(-20));
  expect(noteOf(kept.at(-1) ?? {}).length).toBeLessThan(4_096);
});

test('a reading without known hours and periods has an empty calendar', () => {
  const { follower } = learned(undefined);
  const reading = readingWith({ apparentPowerVA: 5 });
  expect(follower.follow(reading)).toEqual({ ...reading, calendar: { periods: {} } });
});

test('the calendar is the same object while nothing changes', () => {
  const { read } = learned(undefined);
  const [one, other] = [1, 2].map(() => read(3, { registers: { HCHC: 1, HCHP: 2 } }).calendar);
  expect(one).toBeDefined();
  expect(other).toBe(one);
});

test('without a clock nothing is reported, and news are reported once the clock is set', () => {
  const { read, said, setClock } = learned({ address: FIRST, contract: 'HC..', mode: 'historique' }, false);
  read(10, { contract: 'BASE' });
  expect(said).toEqual([]);
  setClock();
  read(3, { contract: 'BASE' });
  expect(said).toMatchObject([{ kind: 'contract', before: 'HC..', contract: 'BASE' }]);
});

test('another meter that answers before the clock is set, as after a power cut, is reported once it is set', () => {
  const { read, said, setClock } = learned({ address: FIRST }, false);
  read(10, {}, SECOND);
  expect(said).toEqual([]);
  setClock();
  read(3, {}, SECOND);
  expect(said).toEqual([{ atMs: BEGINS_MS + 11_000, kind: 'meter', before: '3456', address: '8877' }]);
});

test('another meter is not stored before its news, so that a restart without a clock does not lose them', () => {
  const before = learned({ address: FIRST }, false);
  before.read(10, {}, SECOND);
  expect(before.kept).toEqual([]);
  const after = learned({ address: FIRST });
  after.read(10, {}, SECOND);
  expect(after.said).toMatchObject([{ kind: 'meter', address: '8877' }]);
  expect(after.kept.at(-1)).toMatchObject({ address: SECOND, news: after.said });
});

test('what was reported for the registers of another meter is reported for this one as well, before and after a restart', () => {
  const register = { atMs: BEGINS_MS, kind: 'register', named: 'EASF01', moving: 'EASF02' } as const;
  const exchanged = { atMs: BEGINS_MS, kind: 'meter', before: '3456', address: '8877' } as const;
  const saidOf = (news: readonly ContractNews[]) =>
    contractFrom({ address: SECOND, news }).running.meter.registers.said;
  expect(saidOf([register, exchanged])).toEqual([]);
  expect(saidOf([exchanged, register])).toEqual(['EASF01 EASF02']);
});

/** The follower of a meter that is read each second, before the journal has been read. */
function meter(isClockSet = true) {
  const [said, kept, lines]: [ContractNews[], ContractMemory[], RegisterLine[]] = [[], [], []];
  let beginsMs = isClockSet ? BEGINS_MS : undefined;
  let [monotonicMs, countedWh] = [0, 0];
  const follower = createContractFollower({
    wallAt: (ms) => beginsMs && beginsMs + ms,
    says: (news) => said.push(news),
    keep: (memory) => kept.push(memory),
    keepLine: (line) => lines.push(line),
  });
  /** Returns the last of these readings. */
  function read(readings: number, values: Partial<Reading>, address = FIRST): Reading {
    let last = readingWith();
    for (let nth = 0; nth < readings; nth += 1) {
      monotonicMs += 1_000;
      last = follower.follow(readingWith({ monotonicMs, frame: frameWith({ address }), ...values }));
    }
    return last;
  }
  return {
    ...{ follower, said, kept, lines, read },
    monotonicMs: () => monotonicMs,
    /** Readings in standard mode, in each of which EASF07 counts. */
    count(readings: number, tariff: string, address = FIRST): Reading {
      let last = readingWith();
      for (let nth = 0; nth < readings; nth += 1) {
        countedWh += 1;
        const frame = frameWith({ mode: 'standard', address });
        last = read(1, { tariff, tariffIndex: 7, registers: { EASF07: countedWh }, frame });
      }
      return last;
    },
    /** A reading a minute later, in winter time of Paris, off-peak from 12:00 to 14:00. */
    readMinute() {
      monotonicMs += 59_000;
      const hour = new Date(BEGINS_MS + HOUR_MS + monotonicMs + 1_000).getUTCHours();
      return read(1, { offPeak: hour === 12 || hour === 13 });
    },
    pass(ms: number) {
      monotonicMs += ms;
    },
    setClock() {
      beginsMs = BEGINS_MS;
    },
    /** What a start reads from the stored state. */
    stored: () => contractMemoryIn(noteOf(kept.at(-1) ?? {})),
  };
}

function learned(memory: ContractMemory | undefined, isClockSet = true, lines: readonly RegisterLine[] = []) {
  const fresh = meter(isClockSet);
  fresh.follower.learn(memory, lines);
  return fresh;
}
