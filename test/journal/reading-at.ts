import type { Reading } from '../../src/reading/reading.ts';

/** A single-phase historique Reading that draws `apparentPowerVA`, taken at `monotonicMs`. */
export function readingAt(monotonicMs: number, more: Partial<Reading> = {}): Reading {
  const { apparentPowerVA } = more;
  return {
    monotonicMs,
    phases: 1,
    registers: { BASE: 1_234_567 },
    frame: {
      mode: 'historique',
      address: '021728123456',
      labels: { ADCO: '021728123456', ...(apparentPowerVA !== undefined && { PAPP: String(apparentPowerVA) }) },
      horodates: {},
      refused: 0,
    },
    ...more,
  };
}
