import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';
import { runs } from '../../testbed/support/generated.ts';

/** What a frame says, whether it makes sense or not, and how long after the one before it is read. */
interface Said {
  readonly afterMs: number;
  readonly drawnVA?: number;
  readonly givenVA?: number;
  readonly drawnByWh?: number;
  readonly givenByWh?: number;
  readonly mode: TicMode;
  readonly address: string;
  readonly tariff: string;
  readonly refused: number;
}

/** Mostly what frames say, and now and then anything. */
const often = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: rare });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 5 });
const power = fc.oneof(fc.constantFrom(0, 10, 230, 1337, 3000), fc.integer({ min: 0, max: 36_000 }));
const steps = often(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -2000, max: 2000 }));
const said: fc.Arbitrary<Said> = fc.record({
  afterMs: often(fc.constantFrom(1001, 1503), fc.integer({ min: 0, max: 7_200_000 })),
  drawnVA: maybe(power),
  givenVA: fc.oneof(fc.constantFrom(0, undefined), power),
  drawnByWh: maybe(steps),
  givenByWh: maybe(steps),
  mode: often(fc.constant('standard'), fc.constant('historique')),
  address: often(fc.constant('012345678901'), fc.constant('999999999999')),
  tariff: often(fc.constant('HP..'), fc.constant('HC..')),
  refused: often(fc.constant(0), fc.constant(1)),
});
/** The same thing said for some time, so that W become known of it. */
const lasting = fc.tuple(said, fc.integer({ min: 1, max: 60 })).map(([each, times]) => Array<Said>(times).fill(each));
const story = fc.array(
  fc.oneof(
    lasting,
    said.map((each) => [each]),
  ),
  { minLength: 1, maxLength: 30 },
);

function readingsOf(all: readonly Said[]): Reading[] {
  let monotonicMs = 1000;
  let importedWh = 5000;
  let exportedWh = 5000;
  return all.map(({ afterMs, drawnVA, givenVA, drawnByWh, givenByWh, mode, address, tariff, refused }) => {
    monotonicMs += afterMs;
    importedWh += drawnByWh ?? 0;
    exportedWh += givenByWh ?? 0;
    return {
      monotonicMs,
      registers: {},
      tariff,
      apparentPowerVA: drawnVA,
      injectedPowerVA: givenVA,
      ...(drawnByWh !== undefined && { importedWh }),
      ...(givenByWh !== undefined && { exportedWh }),
      frame: { mode, address, labels: {}, horodates: {}, refused },
    };
  });
}

test('whatever frames say, W are absent or a number between the VA given and the VA drawn, with an error', () => {
  let known = 0;
  fc.assert(
    fc.property(story, (parts) => {
      const wattmeter = createWattmeter('auto');
      for (const reading of readingsOf(parts.flat())) {
        const { activePowerW, activePowerErrorW } = wattmeter.measure(reading);
        if (activePowerW === undefined) {
          expect(activePowerErrorW).toBeUndefined();
          continue;
        }
        known += 1;
        expect(activePowerW).toBeLessThanOrEqual(reading.apparentPowerVA ?? 0);
        expect(activePowerW).toBeGreaterThanOrEqual(-(reading.injectedPowerVA ?? 0));
        expect(activePowerErrorW).toBeGreaterThanOrEqual(0);
        expect(activePowerErrorW).toBeLessThan(Number.POSITIVE_INFINITY);
      }
    }),
    runs(60),
  );
  expect(known).toBeGreaterThan(1000);
});
