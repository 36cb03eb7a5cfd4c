import { describe, expect, test } from 'vitest';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { createWattmeter, type Wattmeter } from '../../src/watts/wattmeter.ts';
import { aboveVA, errorShare, type Load, measureAll, SmallMeter } from './small-meter.ts';

const MODES: readonly TicMode[] = ['standard', 'historique'];
const LOAD: Load = { va: 1337, factor: 0.83 };
const REST: Load = { va: 230, factor: 0.6 };

/** A wattmeter that has measured a load for half an hour. */
function experienced(mode: TicMode, load = LOAD): { meter: SmallMeter; wattmeter: Wattmeter } {
  const meter = new SmallMeter({ mode });
  const wattmeter = createWattmeter('auto');
  measureAll(wattmeter, meter.frames(load, 1800));
  return { meter, wattmeter };
}

function worst(readings: readonly Reading[], load: Load): number {
  return Math.max(...readings.map((reading) => errorShare(reading, load)));
}

/** The same reading with an index that differs by so many Wh. */
function shifted(reading: Reading, byWh: number): Reading {
  return { ...reading, importedWh: (reading.importedWh ?? Number.NaN) + byWh };
}

describe.each(MODES)('in %s', (mode) => {
  describe.each([
    { gap: '30 s', seconds: 30 },
    { gap: 'an hour', seconds: 3600 },
  ])('after $gap without a frame', ({ seconds }) => {
    test('the W of the same load are right at once, and stay so', () => {
      const { meter, wattmeter } = experienced(mode);
      meter.frames(LOAD, seconds);
      expect(worst(measureAll(wattmeter, meter.frames(LOAD, 300)), LOAD)).toBeLessThan(0.04);
    });

    test('what was drawn meanwhile is not told as power', () => {
      const { meter, wattmeter } = experienced(mode, REST);
      meter.frames({ va: 6000, factor: 1 }, seconds);
      expect(worst(measureAll(wattmeter, meter.frames(REST, 300)), REST)).toBeLessThan(0.05);
    });

    test('another load is known within a minute', () => {
      const { meter, wattmeter } = experienced(mode);
      const other = { va: 2400, factor: 1 };
      meter.frames(other, seconds);
      measureAll(wattmeter, meter.frames(other, 60));
      expect(worst(measureAll(wattmeter, meter.frames(other, 60)), other)).toBeLessThan(0.05);
    });
  });

  test.each([1000, -1000, -1, 1])('an index that is wrong by %d Wh in one frame makes no W wrong', (byWh) => {
    const { meter, wattmeter } = experienced(mode);
    const frames = meter.frames(LOAD, 120);
    const readings = measureAll(
      wattmeter,
      frames.map((reading, nth) => (nth === 10 ? shifted(reading, byWh) : reading)),
    );
    expect(worst(readings, LOAD)).toBeLessThan(0.05);
    expect(aboveVA(readings)).toEqual([]);
  });

  test.each([1000, -1000])('an index that goes on %d Wh away makes no W wrong', (byWh) => {
    const { meter, wattmeter } = experienced(mode);
    const readings = measureAll(
      wattmeter,
      meter.frames(LOAD, 120).map((reading) => shifted(reading, byWh)),
    );
    expect(worst(readings, LOAD)).toBeLessThan(0.05);
    expect(aboveVA(readings)).toEqual([]);
  });

  test('an index that is missing in two of three frames is enough', () => {
    const wattmeter = createWattmeter('auto');
    const frames = new SmallMeter({ mode }).frames(LOAD, 1800).map((reading, nth) => {
      const { importedWh, ...without } = reading;
      return nth % 3 === 0 ? reading : without;
    });
    expect(worst(measureAll(wattmeter, frames).slice(-300), LOAD)).toBeLessThan(0.02);
  });

  test('while no frame has an index, W are those of the factor that was learned', () => {
    const { meter, wattmeter } = experienced(mode);
    const frames = meter.frames(LOAD, 600).map(({ importedWh, ...without }) => without);
    expect(worst(measureAll(wattmeter, frames), LOAD)).toBeLessThan(0.02);
  });

  test('from frames that never have an index, W stay absent', () => {
    const frames = new SmallMeter({ mode }).frames(LOAD, 1800).map(({ importedWh, ...without }) => without);
    for (const reading of measureAll(createWattmeter('auto'), frames))
      expect(reading).not.toHaveProperty('activePowerW');
  });

  test('frames that are read 250 ms late now and then give nearly the same W, though the load switches', () => {
    const meter = new SmallMeter({ mode });
    const [punctual, late] = [createWattmeter('auto'), createWattmeter('auto')];
    const known = [...meter.frames(LOAD, 1800), ...meter.frames(REST, 600)];
    for (const wattmeter of [punctual, late]) measureAll(wattmeter, known);
    for (const load of [LOAD, REST, LOAD, REST]) {
      for (const [nth, reading] of meter.frames(load, 300).entries()) {
        const { activePowerW: expectedW = 0 } = punctual.measure(reading);
        const lateMs = nth % 7 === 3 ? 250 : 0;
        const { activePowerW = 0 } = late.measure({ ...reading, monotonicMs: reading.monotonicMs + lateMs });
        expect(Math.abs(activePowerW - expectedW)).toBeLessThan(0.05 * load.va);
      }
    }
  });

  test('another meter begins from nothing', () => {
    const { wattmeter } = experienced(mode);
    const other = new SmallMeter({ mode, address: '999999999999', firstMs: 20_000_000 });
    const readings = measureAll(wattmeter, other.frames(LOAD, 300));
    const alone = measureAll(
      createWattmeter('auto'),
      new SmallMeter({ mode, address: '999999999999', firstMs: 20_000_000 }).frames(LOAD, 300),
    );
    expect(readings).toEqual(alone);
  });

  test('short frames of a three-phase meter have no W, and leave those of the long frames right', () => {
    const { meter, wattmeter } = experienced(mode);
    const frames = meter.frames(LOAD, 600).map((reading, nth) => {
      const { apparentPowerVA, importedWh, ...short } = reading;
      return nth % 21 === 0 ? reading : short;
    });
    const readings = measureAll(wattmeter, frames);
    expect(readings.filter((reading, nth) => 'activePowerW' in reading !== (nth % 21 === 0))).toEqual([]);
    expect(
      worst(
        readings.filter(({ apparentPowerVA }) => apparentPowerVA !== undefined),
        LOAD,
      ),
    ).toBeLessThan(0.04);
  });
});

test('the same meter in standard mode goes on with what was learned in historique', () => {
  const { wattmeter } = experienced('historique');
  const standard = new SmallMeter({ mode: 'standard', firstMs: 20_000_000, firstWh: 2_345_678.9 });
  expect(worst(measureAll(wattmeter, standard.frames(LOAD, 300)), LOAD)).toBeLessThan(0.04);
});

test('where each of two registers is rounded down for itself, a change of period makes no W wrong', () => {
  const meter = new SmallMeter({ mode: 'historique' });
  const wattmeter = createWattmeter('auto');
  meter.changePeriod(false);
  measureAll(wattmeter, meter.frames(REST, 1800));
  for (const isOffPeak of [true, false, true, false, true, false]) {
    meter.changePeriod(isOffPeak);
    expect(worst(measureAll(wattmeter, meter.frames(REST, 1234)), REST)).toBeLessThan(0.05);
  }
});
