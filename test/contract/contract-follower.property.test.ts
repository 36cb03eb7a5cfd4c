import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractAfter, contractFrom } from '../../src/contract/contract-after.ts';
import { createContractFollower } from '../../src/contract/contract-follower.ts';
import { type ContractMemory, contractMemoryIn, noteOf } from '../../src/contract/contract-memory.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { dayProfilesIn } from '../../src/tic/day-profiles.ts';
import { runs } from '../../testbed/support/generated.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { filled } from './written-profile.ts';

const BEGINS_MS = Date.parse('2026-11-27T20:00:00Z');

const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('22:00-06:00', '99:99-00:00', '-', ','));
const day = fc.oneof(fc.integer({ min: 20_780, max: 20_790 }), fc.double());
const minute = fc.integer({ min: 0, max: 1_440 });
const profile = fc.array(fc.record({ from: minute, to: minute, index: fc.integer({ min: 1, max: 10 }) }), {
  minLength: 1,
  maxLength: 11,
});
/** Memories that pass the checks, but make no sense otherwise. */
const memory = fc.record(
  {
    address: fc.constantFrom('012345678901', '9'),
    contract: text,
    message: text,
    messages: fc.array(fc.record({ text, atMs: fc.double() })),
    profile: fc.record(
      {
        base: fc.constantFrom('decimal', 'hexadecimal'),
        told: fc.array(
          fc.record({ day, dayType: text, profile: fc.record({ decimal: profile }, { requiredKeys: [] }) }),
        ),
      },
      { requiredKeys: [] },
    ),
    seen: fc.record(
      { dates: fc.dictionary(text, text), firstHours: fc.record({ day, offPeak: text }), tape: text },
      { requiredKeys: [] },
    ),
    hours: fc.record(
      {
        day,
        known: fc.dictionary(fc.constantFrom('workday', 'sunday', 'x'), fc.array(text)),
        types: fc.dictionary(text, fc.record({ day, offPeak: text })),
        doubted: fc.record({ day: fc.nat(), offPeak: text }),
      },
      { requiredKeys: [] },
    ),
    news: fc.array(fc.constantFrom({ atMs: 1, kind: 'message', text: 'x' }, { atMs: 1, kind: 'y' })),
  },
  { requiredKeys: [] },
);

/** Lines that no plugin has written. */
const line: fc.Arbitrary<RegisterLine> = fc.record({
  address: fc.constantFrom('012345678901', '9'),
  register: fc.constantFrom('EASF01', 'HCHC', 'x' as 'EASF02'),
  sinceMs: fc.integer(),
  period: text,
});

const values: fc.Arbitrary<Partial<Reading>> = fc.record(
  {
    offPeak: fc.boolean(),
    tariff: fc.constantFrom('HC', 'HP', 'WEEK-END'),
    tariffIndex: fc.integer({ min: 1, max: 10 }),
    contract: text,
    subscribedVA: fc.constantFrom(3_000, 6_000),
    message: text,
    shortMessage: text,
    registers: fc.dictionary(fc.constantFrom('EASF01', 'EASF02', 'HCHC'), fc.nat()),
    tempoToday: fc.constantFrom('blue', 'red'),
    tempoTomorrow: fc.constantFrom('blue', 'white'),
  },
  { requiredKeys: [] },
);
const profiles = fc.constantFrom(
  filled('00008002 0256C001 07568002 1156C001 14568002'),
  filled('00004001 06004002 16004001'),
  filled('00008003'),
  filled(),
  'HELLO',
);
const dayTypes = fc.constantFrom('00', '01');
const labels = fc.record(
  { 'PJOURF+1': profiles, PPOINTE: profiles, NJOURF: dayTypes, 'NJOURF+1': dayTypes },
  { requiredKeys: [] },
);
const frame = fc.record({
  mode: fc.constantFrom('historique', 'standard'),
  address: fc.constantFrom('012345678901', '012345678902'),
});
const life = fc.array(
  fc.record({ values, frame, labels, isClockSet: fc.boolean(), afterMs: fc.constantFrom(1_000, 60_000, 9_000_000) }),
  {
    maxLength: 60,
  },
);

test('following never throws, whatever is remembered and read, and the memory is small and can be read back', () =>
  fc.assert(
    fc.property(memory, fc.array(line), life, fc.nat(60), (remembered, lines, readings, restartsAt) => {
      const note = JSON.stringify(remembered);
      const kept: ContractMemory[] = [];
      let [follower, monotonicMs] = [begun(note, lines, kept), 0];
      for (const [nth, one] of readings.entries()) {
        if (nth === restartsAt) follower = begun(kept.length > 0 ? noteOf(kept.at(-1) ?? {}) : note, lines, kept);
        monotonicMs += one.afterMs;
        const dayProfiles = dayProfilesIn(one.labels) ?? {};
        const reading = readingWith({ ...one.values, dayProfiles, monotonicMs, frame: frameWith(one.frame) });
        const { calendar, offPeakInMinutes, ...rest } = follower.follow(reading);
        expect(rest).toEqual(reading);
      }
      for (const memory of kept) expect(contractMemoryIn(noteOf(memory))).toEqual(memory);
      expect(Math.max(0, ...kept.map((one) => noteOf(one).length))).toBeLessThan(8_192);
    }),
    runs(100),
  ));

test('a state is complete: a copy of it continues in the same way, and a step does not modify its input', () =>
  fc.assert(
    fc.property(memory, fc.array(line), life, (remembered, lines, readings) => {
      let state = contractFrom(contractMemoryIn(JSON.stringify(remembered)), lines, BEGINS_MS - 60_000);
      let monotonicMs = 0;
      for (const one of readings) {
        monotonicMs += one.afterMs;
        const dayProfiles = dayProfilesIn(one.labels) ?? {};
        const reading = readingWith({ ...one.values, dayProfiles, monotonicMs, frame: frameWith(one.frame) });
        const wallMs = one.isClockSet ? BEGINS_MS + monotonicMs : undefined;
        const [copy, copied] = structuredClone([state, reading] as const);
        const after = contractAfter(state, reading, wallMs);
        expect([state, reading]).toEqual([copy, copied]);
        expect(contractAfter(copy, copied, wallMs)).toEqual(after);
        ({ state } = after);
      }
    }),
    runs(60),
  ));

function begun(note: string, lines: RegisterLine[], kept: ContractMemory[]) {
  const follower = createContractFollower({
    wallAt: (monotonicMs) => BEGINS_MS + monotonicMs,
    says() {},
    keep: (memory) => kept.push(memory),
    keepLine: (one) => lines.push(one),
  });
  follower.learn(contractMemoryIn(note), [...lines]);
  return follower;
}
