import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reading, RegisterPeriods } from '../../src/reading/reading.ts';
import { runs } from '../../testbed/support/generated.ts';
import { type FrameOptions, learning, RegisterMeter, type SaidPeriod } from './register-meter.ts';

/** Names as suppliers write them, with up to 16 characters. */
const names = fc.oneof(
  fc.constantFrom(
    'HEURE  CREUSE',
    'HEURE  PLEINE',
    'HC BLEU',
    'HP BLEU',
    'HC BLANC',
    'HP BLANC',
    'HC ROUGE',
    'HP ROUGE',
  ),
  fc.constantFrom('BASE', 'WEEK-END', 'HC SEMAINE', 'SUPER CREUSE', 'HEURES SOLEIL', 'NUIT', 'POINTE'),
  fc.stringMatching(/^[A-Z][A-Z0-9 ./-]{0,13}[A-Z0-9]$/),
);

/** A contract with two to ten periods, each with a register of its own; the reported numbers may be those of others. */
function contracts(isTrue: boolean): fc.Arbitrary<readonly SaidPeriod[]> {
  const numbers = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { minLength: 2 });
  const seed = fc.infiniteStream(fc.nat(1_000));
  return fc
    .tuple(fc.uniqueArray(names, { minLength: 10, maxLength: 10 }), numbers, seed)
    .map(([texts, order, stream]) => {
      const turned = isTrue ? 0 : 1 + ((stream.next().value as number) % (order.length - 1));
      return order.map((counts, nth) => ({
        name: texts[nth] as string,
        index: order[(nth + turned) % order.length] as number,
        counts,
      }));
    });
}

const refused = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly string[]>([]) },
  fc.subarray(['LTARF', 'NTARF', 'EASF01', 'EASF02', 'EASF03', 'EASF07', 'EAST']),
);

const anyFrame: fc.Arbitrary<FrameOptions> = fc.record({
  seconds: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 1_700 })),
  wh: fc.nat(20),
  without: refused,
});

/** A time in which one period is in use. */
const stay = fc.record({
  period: fc.nat(9),
  /** In how many of its first frames the register, and then the name, are still those of the previous period. */
  lateRegister: fc.nat(2),
  lateName: fc.nat(1),
  frames: fc.array(anyFrame, { minLength: 3, maxLength: 30 }),
  /** Nothing is refused in this many frames at its end, and each of them counts. */
  clean: fc.constantFrom<number>(0, 7),
  restart: fc.constantFrom('no', 'with memory', 'without memory'),
});

type Stay = typeof stay extends fc.Arbitrary<infer S> ? S : never;

/** The frames of a stay, in order. */
function framesOf(
  meter: RegisterMeter,
  one: Stay,
  now: SaidPeriod,
  before: SaidPeriod,
  cleanSeconds: number,
): readonly Reading[] {
  const clean = Array.from({ length: one.clean }, (): FrameOptions => ({ seconds: cleanSeconds, wh: 2 }));
  return [...one.frames, ...clean].map((options, nth) => {
    const said = nth < one.lateName ? { ...now, name: before.name } : now;
    return meter.frame(nth < one.lateRegister ? { ...said, ...countedIn(before) } : said, options);
  });
}

function countedIn({ index, counts = index }: SaidPeriod): Pick<Required<SaidPeriod>, 'counts'> {
  return { counts };
}

const labelOf = ({ counts = 0 }: SaidPeriod) => `EASF${String(counts).padStart(2, '0')}`;
const namesIn = (periods: RegisterPeriods) =>
  Object.fromEntries(Object.entries(periods).map(([label, { name }]) => [label, name]));

test('a register has its period as soon as that has been in use, and never another one', () =>
  fc.assert(
    fc.property(contracts(true), fc.array(stay, { minLength: 1, maxLength: 25 }), (contract, stays) => {
      const meter = new RegisterMeter();
      const truth = Object.fromEntries(contract.map((period) => [labelOf(period), period.name]));
      let { take, learner, said } = learning();
      let known = new Set<string>();
      let before = contract[0] as SaidPeriod;
      for (const one of stays) {
        if (one.restart !== 'no') {
          ({ take, learner, said } = learning(one.restart === 'with memory' ? learner.periods : {}));
          if (one.restart === 'without memory') known = new Set();
        }
        const now = contract[one.period % contract.length] as SaidPeriod;
        for (const reading of framesOf(meter, one, now, before, 2)) expect(truth).toMatchObject(namesIn(take(reading)));
        if (one.clean > 0) known.add(labelOf(now));
        expect(Object.keys(learner.periods)).toEqual(expect.arrayContaining([...known]));
        expect(said).toEqual([]);
        before = now;
      }
    }),
    runs(80),
  ));

test('if the meter reports other numbers than those of the counting registers, the counting ones are assigned the periods', () =>
  fc.assert(
    fc.property(contracts(false), fc.array(stay, { minLength: 1, maxLength: 12 }), (contract, stays) => {
      const meter = new RegisterMeter();
      const truth = Object.fromEntries(contract.map((period) => [labelOf(period), period.name]));
      const { take, learner, said, named } = learning();
      const known = new Set<string>();
      let before = contract[0] as SaidPeriod;
      for (const one of stays) {
        const now = contract[one.period % contract.length] as SaidPeriod;
        for (const reading of framesOf(meter, { ...one, clean: one.clean * 3 }, now, before, 60)) {
          expect(truth).toMatchObject(namesIn(take(reading)));
        }
        if (one.clean > 0) known.add(labelOf(now));
        expect(Object.keys(learner.periods)).toEqual(expect.arrayContaining([...known]));
        before = now;
      }
      const told = Object.fromEntries(named.map(({ register, period }) => [register, period]));
      expect(told).toEqual(namesIn(learner.periods));
      const wrong = contract.map((period) => `EASF${String(period.index).padStart(2, '0')} ${labelOf(period)}`);
      const pairs = said.map(({ named, moving }) => `${named} ${moving}`);
      expect(wrong).toEqual(expect.arrayContaining(pairs));
      expect(new Set(pairs).size).toBe(pairs.length);
      expect(pairs.length).toBeGreaterThanOrEqual(known.size);
    }),
    runs(40),
  ));
