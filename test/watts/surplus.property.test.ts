import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame, TicMode } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { surplusOf } from '../../src/watts/surplus.ts';
import { runs } from '../../testbed/support/generated.ts';

/** What truly flows in a phase. The power is negative while the phase gives. */
interface Flow {
  readonly signedVA: number;
  readonly volts: number;
}

/** How a meter makes whole numbers of each quantity. No specification says it. */
interface Rounding {
  readonly amperes: (exact: number) => number;
  readonly volts: (exact: number) => number;
  readonly va: (exact: number) => number;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const volts = fc.oneof(between(207, 253), fc.integer({ min: 208, max: 252 }));
/** Any power, or one at the edge of whole amperes, where rounding matters most. */
const flow = fc.oneof(
  fc.record({ signedVA: fc.oneof(between(-3000, 3000), between(-300, 300)), volts }),
  fc
    .tuple(fc.integer({ min: -12, max: 12 }), between(-1, 1), volts)
    .map(([amperes, moreVA, exactV]): Flow => ({ signedVA: amperes * exactV + moreVA, volts: exactV })),
);
const house = fc.oneof(fc.tuple(flow), fc.tuple(flow, flow, flow));
const oneWay = fc.constantFrom(Math.round, Math.floor, Math.ceil);
const rounding = fc.record({ amperes: oneWay, volts: oneWay, va: oneWay });

/** The frame of a meter without a producer's contract, in which the signed sum of all phases is the power drawn. */
function frameOf(flows: readonly Flow[], mode: TicMode, whole: Rounding): Frame {
  const drawnVA = Math.max(0, sumOf(flows));
  const name = (label: string, phase: number) => (flows.length === 1 && label !== 'IRMS' ? label : label + phase);
  const labels: { [label: string]: string } = {};
  for (const [index, { signedVA, volts }] of flows.entries()) {
    const amperes = whole.amperes(Math.abs(signedVA) / volts);
    labels[name(mode === 'historique' ? 'IINST' : 'IRMS', index + 1)] = digits(amperes, 3);
    if (mode === 'historique') continue;
    labels[`URMS${index + 1}`] = digits(whole.volts(volts), 3);
    if (flows.length === 3) labels[`SINSTS${index + 1}`] = digits(whole.va(Math.max(0, signedVA)), 5);
  }
  if (mode === 'historique') labels['PAPP'] = digits(whole.va(drawnVA / 10) * 10, 5);
  else labels['SINSTS'] = digits(whole.va(drawnVA), 5);
  return { mode, address: '012345678901', labels, horodates: {}, refused: 0 };
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

function sumOf(flows: readonly Flow[]): number {
  return flows.reduce((sum, { signedVA }) => sum + signedVA, 0);
}

describe.each(['historique', 'standard'] as const)('in %s mode', (mode) => {
  const surplusFrom = (flows: readonly Flow[], whole: Rounding) =>
    surplusOf(readingFromFrame(frameOf(flows, mode, whole), 0));

  test('the bounds contain what the house truly gives', () => {
    fc.assert(
      fc.property(house, rounding, (flows, whole) => {
        const trueVA = Math.max(0, -sumOf(flows));
        const { least, most } = surplusFrom(flows, whole) ?? {};
        expect(least).toBeLessThanOrEqual(trueVA);
        expect(most).toBeGreaterThanOrEqual(trueVA);
      }),
      runs(500),
    );
  });

  test('the estimate lies within its bounds, and is 0 while the house draws', () => {
    fc.assert(
      fc.property(house, rounding, (flows, whole) => {
        const { about = -1, least, most } = surplusFrom(flows, whole) ?? {};
        expect(about).toBeGreaterThanOrEqual(least ?? 0);
        expect(about).toBeLessThanOrEqual(most ?? 0);
        if (sumOf(flows) > 10) expect({ about, most }).toEqual({ about: 0, most: 0 });
      }),
      runs(500),
    );
  });
});
