import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { House } from '../../testbed/houses/house.ts';
import type { Told } from '../../testbed/houses/house-meter.ts';
import { HOUSES } from '../../testbed/houses/houses.ts';
import { FIRST_MS, JournalMinutes } from '../../testbed/houses/journal-minutes.ts';
import { live, modesOf } from '../../testbed/houses/life.ts';
import { createScene } from '../journal/scene.ts';

const HOUR_S = 3600;
const DAY_S = 86_400;
/** With each tariff, each number of phases, and a producer. */
const CHECKED = ['family', 'pool and car', 'solar', 'all electric, three-phase'];
const lines = HOUSES.filter(({ name }) => CHECKED.includes(name)).flatMap((house) =>
  modesOf(house).map((mode) => ({ name: `${house.name}, ${mode}`, house, mode })),
);
const producer = houseCalled('solar');

function houseCalled(name: string): House {
  const found = HOUSES.find((house) => house.name === name);
  if (!found) throw new Error(`There is no house ${name}`);
  return found;
}

/** All that a house's meter tells in some days. */
function told({ house, mode }: Pick<(typeof lines)[number], 'house' | 'mode'>, days: number, seed = 1): Told[] {
  const all: Told[] = [];
  live(house, days, [{ mode, take: (each) => all.push(each) }], seed);
  return all;
}

test('there are ten houses, of which some have three phases, one gives to the grid, and two have outages', () => {
  expect(new Set(HOUSES.map(({ name }) => name)).size).toBe(10);
  expect(HOUSES.filter(({ phases }) => phases === 3).length).toBeGreaterThan(1);
  expect(HOUSES.filter(({ isProducer }) => isProducer)).toHaveLength(1);
  expect(HOUSES.filter(({ hasOutages }) => hasOutages)).toHaveLength(2);
});

describe.each(lines)('$name', (line) => {
  let all: readonly Told[] = [];

  beforeAll(() => {
    all = told(line, 1);
  });

  afterAll(() => {
    // The days of all lines at a time would take a lot of memory.
    all = [];
  });

  test('the active power is never above the apparent power, but for its rounding', () => {
    const rounding = line.mode === 'historique' ? 5 : 0.5;
    const above = all.filter(({ reading, activeW }) => {
      const va = (reading.apparentPowerVA ?? 0) + (reading.injectedPowerVA ?? 0);
      return Math.abs(activeW) > va + rounding;
    });
    expect(above).toEqual([]);
  });

  test('the index counts whole Wh of it, each register for itself', () => {
    const lost = all.map(({ reading, netWh, grossWh }) => (netWh + grossWh) / 2 - (reading.importedWh ?? 0));
    const registers = line.mode === 'historique' && line.house.tariff !== 'base' ? 2 : 1;
    expect(Math.min(...lost)).toBeGreaterThanOrEqual(-1e-6);
    expect(Math.max(...lost)).toBeLessThan(registers);
  });

  test('a frame in a hundred is lost, and outages last five to twenty minutes', () => {
    const gapsMs = all.slice(1).map(({ reading }, nth) => reading.monotonicMs - (all[nth]?.reading.monotonicMs ?? 0));
    const frameMs = Math.min(...gapsMs) + 50;
    const outagesMs = gapsMs.filter((gapMs) => gapMs > 60_000);
    const lost = gapsMs.filter((gapMs) => gapMs > 1.5 * frameMs).length - outagesMs.length;
    expect(lost / all.length).toBeGreaterThan(0.007);
    expect(lost / all.length).toBeLessThan(0.013);
    expect(outagesMs).toHaveLength(line.house.hasOutages ? 1 : 0);
    for (const outageMs of outagesMs) expect(outageMs).toBeGreaterThan(300_000);
    for (const outageMs of outagesMs) expect(outageMs).toBeLessThan(1_210_000);
  });

  // Frames of historique are more than a second apart.
  if (line.mode === 'standard') {
    test('the energy grows by what flows in each second', () => {
      const apart = all.flatMap(({ second, activeW, netWh }, nth) => {
        const before = all[nth - 1];
        return before?.second === second - 1 ? [Math.abs(netWh - before.netWh - activeW / HOUR_S)] : [];
      });
      expect(apart.length).toBeGreaterThan(0.9 * all.length);
      expect(apart.filter((wh) => wh > 1e-6)).toEqual([]);
    });
  }
});

test('historique tells tens of VA', () => {
  const all = told({ house: houseCalled('workshop'), mode: 'historique' }, 0.2);
  expect(all.length).toBeGreaterThan(10_000);
  expect(all.filter(({ reading }) => (reading.apparentPowerVA ?? 1) % 10 > 0)).toEqual([]);
});

test('a producer draws at night and gives at noon', () => {
  const all = told({ house: producer, mode: 'standard' }, 1);
  const at = (hour: number) => all.filter(({ second }) => Math.floor(second / HOUR_S) === hour);
  expect(at(3).every(({ reading }) => reading.injectedPowerVA === 0 && reading.isGiving === false)).toBe(true);
  expect(at(12).some(({ reading, activeW }) => activeW < -500 && (reading.injectedPowerVA ?? 0) > 500)).toBe(true);
  expect(all.at(-1)?.reading.exportedWh).toBeGreaterThan(1000);
});

test('the same seed gives the same life, another seed another one', () => {
  const line = { house: houseCalled('family'), mode: 'standard' as const };
  expect(told(line, 0.1)).toEqual(told(line, 0.1));
  expect(told(line, 0.1, 2)).not.toEqual(told(line, 0.1));
});

test.each([
  ['historique', houseCalled('small flat')],
  ['standard', producer],
] as const)('minutes are those that the journal makes of the same readings, %s', (mode, house) => {
  const minutes = new JournalMinutes();
  const { open, clock } = createScene();
  const readings = told({ house, mode }, 0.5).filter(({ second }) => second > 0.45 * DAY_S);
  const journal = open();
  for (const { reading } of readings) {
    const inWholeMs = { ...reading, monotonicMs: Math.round(reading.monotonicMs) };
    clock.nowMs = inWholeMs.monotonicMs;
    clock.wallMs = FIRST_MS + inWholeMs.monotonicMs;
    journal.take('linky', inWholeMs);
    minutes.add(inWholeMs);
  }
  journal.commit();
  expect(minutes.minutes().length).toBeGreaterThan(60);
  expect(minutes.minutes()).toEqual(journal.minutes('linky', 0, 3e12));
});
