import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';
import { aboveVA, errorShare, type Load, measureAll, SmallMeter } from './small-meter.ts';

const MODES: readonly TicMode[] = ['standard', 'historique'];
const LOADS: readonly Load[] = [
  { va: 90, factor: 0.6 },
  { va: 437, factor: 0.55 },
  { va: 1337, factor: 0.83 },
  { va: 3000, factor: 0.97 },
  { va: 6013, factor: 1 },
];

function measured(mode: TicMode, load: Load, seconds: number): Reading[] {
  return measureAll(createWattmeter('auto'), new SmallMeter({ mode }).frames(load, seconds));
}

function isKnown({ activePowerW }: Reading): boolean {
  return activePowerW !== undefined;
}

/** An hour of each load in each mode. */
const HOURS = MODES.flatMap((mode) => LOADS.map((load) => ({ mode, ...load, readings: measured(mode, load, 3600) })));

/** The share of the readings with W whose true power lies within the stated error. */
function honestShare(readings: readonly Reading[], { va, factor }: Load): number {
  const known = readings.filter(isKnown);
  const honest = known.filter(
    ({ activePowerW = 0, activePowerErrorW = 0 }) => Math.abs(activePowerW - va * factor) <= activePowerErrorW,
  );
  return honest.length / known.length;
}

describe.each(HOURS)('of a house that draws $va VA at $factor, in $mode,', ({ readings, ...load }) => {
  const known = readings.filter(isKnown);

  test('W and their error are absent at first, and come together', () => {
    expect(readings[0]).not.toHaveProperty('activePowerW');
    for (const reading of readings) expect('activePowerErrorW' in reading).toBe('activePowerW' in reading);
  });

  test('W stay known from then on', () => {
    expect(known.length).toBeGreaterThan(readings.length / 2);
    expect(readings.slice(readings.findIndex(isKnown))).toEqual(known);
  });

  test('W are 2 % right after an hour, and said to be within 4 %', () => {
    const [last] = readings.slice(-1) as [Reading];
    expect(errorShare(last, load)).toBeLessThan(0.02);
    expect(last.activePowerErrorW).toBeLessThan(Math.max(0.04 * load.va * load.factor, 6));
  });

  test('W are never above VA', () => {
    expect(aboveVA(readings)).toEqual([]);
  });
});

test.each(MODES)('the stated error holds in 19 of 20 readings of an hour of each load, in %s', (mode) => {
  const hours = HOURS.filter((hour) => hour.mode === mode);
  const shares = hours.map((hour) => honestShare(hour.readings, hour));
  expect(shares.reduce((sum, share) => sum + share) / shares.length).toBeGreaterThanOrEqual(0.95);
});

test.each(MODES)('a house that begins at 3 kVA has its W within three minutes, in %s', (mode) => {
  expect(measured(mode, { va: 3000, factor: 0.9 }, 180).some(isKnown)).toBe(true);
});

test('W are not above VA that were rounded down, though the true power is', () => {
  const readings = measured('historique', { va: 2004, factor: 1 }, 1800);
  expect(readings.at(-1)).toMatchObject({ apparentPowerVA: 2000 });
  expect(aboveVA(readings)).toEqual([]);
});

test.each(MODES)('0 VA are 0 W from the first reading on, in %s', (mode) => {
  for (const { activePowerW } of measured(mode, { va: 0, factor: 1 }, 60)) expect(activePowerW).toBe(0);
});

test('0 VA are 0 W after a power, and what that was wrong by is not made good with them', () => {
  const meter = new SmallMeter();
  const wattmeter = createWattmeter('auto');
  measureAll(wattmeter, meter.frames({ va: 2000, factor: 0.6 }, 600));
  for (const { activePowerW } of measureAll(wattmeter, meter.frames({ va: 0, factor: 1 }, 60))) {
    expect(activePowerW).toBe(0);
  }
});

test('W and their error are rounded to tenths', () => {
  for (const { activePowerW = 0, activePowerErrorW = 0 } of measured('standard', { va: 437, factor: 0.77 }, 900)) {
    expect(Number(activePowerW.toFixed(1))).toBe(activePowerW);
    expect(Number(activePowerErrorW.toFixed(1))).toBe(activePowerErrorW);
  }
});

test('a reading is as it was, but for its W and its surplus', () => {
  const before = new SmallMeter().frames({ va: 3000, factor: 0.9 }, 600);
  const after = measureAll(createWattmeter('auto'), structuredClone(before));
  expect(after.at(-1)).toHaveProperty('activePowerW');
  expect(after.map(({ activePowerW, activePowerErrorW, surplusVA, ...rest }) => rest)).toEqual(before);
});

test('no clock is asked: the readings bring their time', () => {
  const readings = new SmallMeter().frames({ va: 3000, factor: 0.9 }, 600);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const clocks = [vi.spyOn(Date, 'now'), vi.spyOn(performance, 'now')];
  expect(measureAll(createWattmeter('auto'), readings).some(isKnown)).toBe(true);
  for (const clock of clocks) expect(clock).not.toHaveBeenCalled();
});

test('a step of the meter’s own clock changes nothing', () => {
  const readings = new SmallMeter().frames({ va: 3000, factor: 0.9 }, 600);
  const stepped = readings.map((reading, nth) => ({ ...reading, meterClockMs: nth === 300 ? 0 : nth * 1000 }));
  const wattsOf = (all: readonly Reading[]) =>
    measureAll(createWattmeter('auto'), all).map((each) => each.activePowerW);
  expect(wattsOf(stepped)).toEqual(wattsOf(readings));
});

describe('with a power factor that the user has set', () => {
  const readings = measureAll(createWattmeter(0.87), new SmallMeter().frames({ va: 1337, factor: 1 }, 5));

  test('W are VA times the factor from the first reading on, in tenths', () => {
    for (const { activePowerW } of readings) expect(activePowerW).toBe(1163.2);
  });

  test('no error is stated', () => {
    for (const reading of readings) expect(reading).not.toHaveProperty('activePowerErrorW');
  });

  test('what is given is negative', () => {
    const given = new SmallMeter({ isProducer: true }).frames({ va: -1000, factor: 1 }, 5);
    for (const { activePowerW } of measureAll(createWattmeter(0.5), given)) expect(activePowerW).toBe(-500);
  });

  test('a reading without VA has no W', () => {
    const [{ apparentPowerVA, ...without }] = new SmallMeter().frames({ va: 1337, factor: 1 }, 5) as [Reading];
    expect(createWattmeter(0.87).measure(without)).toEqual(without);
  });

  test('stored minutes change nothing', () => {
    const wattmeter = createWattmeter(0.87);
    const minute = { count: 60, meanVA: 1000, leastVA: 1000, greatestVA: 1000, energyWh: 5 };
    wattmeter.learn(Array.from({ length: 60 }, (_, nth) => ({ ...minute, atMs: nth * 60_000 })));
    expect(measureAll(wattmeter, new SmallMeter().frames({ va: 1337, factor: 1 }, 5))).toEqual(readings);
  });
});
