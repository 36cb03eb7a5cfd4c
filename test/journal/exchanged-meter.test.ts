import { expect, test } from 'vitest';
import { followIndex, type IndexChain, type Observed } from '../../src/journal/index-chain.ts';

/** A standard frame of an address with these Wh in two registers, in the off-peak or the peak period. */
function frame(address: string, EASF01: number, EASF02: number, period: 'HC' | 'HP'): Observed {
  return {
    importedWh: EASF01 + EASF02,
    registers: { EAST: EASF01 + EASF02, EASF01, EASF02 },
    frame: { mode: 'standard', address },
    tariff: period === 'HC' ? 'HEURE CREUSE' : 'HEURE PLEINE',
    tariffIndex: period === 'HC' ? 1 : 2,
  };
}

/** What each of the frames, which come a minute apart, shows to have been counted by tariff period. */
function countedBy(...frames: readonly Observed[]) {
  let chain: IndexChain | undefined;
  return frames.map((observed, nth) => {
    const followed = followIndex(chain, nth * 60_000, observed, 1_000);
    chain = followed.chain;
    return followed.increment?.energyWhByTariff;
  });
}

test('the first frame of another meter already tells which register its period has', () => {
  const counted = countedBy(
    frame('000000000001', 900, 90, 'HC'),
    frame('000000000002', 10, 20, 'HC'),
    frame('000000000002', 15, 27, 'HP'),
  );
  expect(counted).toEqual([{}, undefined, { 'HEURE CREUSE': 5, 'HEURE PLEINE': 7 }]);
});

test('what was known of the registers of the meter before does not count for another one', () => {
  const counted = countedBy(
    frame('000000000001', 900, 90, 'HC'),
    frame('000000000002', 10, 20, 'HP'),
    frame('000000000002', 15, 27, 'HP'),
  );
  expect(counted).toEqual([{}, undefined, { 'HEURE PLEINE': 7 }]);
});

test('an index of a minute that the meter could not have reached is that of another meter', () => {
  const minute = (importedWh: number): Observed => ({ importedWh, tariff: 'HP..' });
  const counted = countedBy(minute(1_000), minute(1_010), minute(25_900_000), minute(25_900_020));
  expect(counted).toEqual([{}, { 'HP..': 10 }, undefined, { 'HP..': 20 }]);
});

test('what a meter counted over a month is its energy, though minutes do not know the meter', () => {
  const MONTH_MS = 30 * 24 * 3_600_000;
  const { chain } = followIndex(undefined, 0, { importedWh: 1_000 }, 0);
  expect(followIndex(chain, MONTH_MS, { importedWh: 901_000 }, 0).increment?.energyWh).toBe(900_000);
});
