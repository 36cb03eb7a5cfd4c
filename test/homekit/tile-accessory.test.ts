import type { API } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { TileQuantity } from '../../src/config/config.ts';
import type { StoredMinutes } from '../../src/homekit/eve/eve.ts';
import { INTERVAL_MS } from '../../src/homekit/eve/intervals.ts';
import { startTile, type TilePlatformAccessory } from '../../src/homekit/tile-accessory.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock, settled } from '../../testbed/support/clock.ts';
import { apiOf, eventsOf, live, meter, NO_RESPONSE, onChange, read, reading, restart } from './homebridge-api.ts';

const threePhase = reading({ phases: 3, apparentPowerVA: 4800, currentA: { 1: 4, 2: 17, 3: 0 } });

const NOW_MS = Date.UTC(2026, 10, 25, 1, 30);
/** The minutes of two intervals of ten minutes, the second of which is not over. */
const STORED: StoredMinutes = {
  wall: () => NOW_MS,
  minutes: async (_, fromMs, toMs) =>
    [NOW_MS - INTERVAL_MS, NOW_MS]
      .filter((atMs) => atMs >= fromMs && atMs < toMs)
      .map((atMs) => ({ atMs, count: 1, meanVA: 390 })),
};

/** Starts a tile, on a new accessory unless one is given. */
function startedTile(
  tile: TileQuantity,
  accessory?: TilePlatformAccessory,
  name = meter.name,
  api: API = apiOf(),
  storedMinutes?: StoredMinutes,
) {
  const on = accessory ?? new api.platformAccessory('Linky', api.hap.uuid.generate(tile));
  const clock = fakeClock();
  const [updated, warned]: [string[], string[]] = [[], []];
  onChange(api, 'updatePlatformAccessories', (some) => {
    updated.push(...some.map(({ UUID }) => UUID));
  });
  const started = startTile(on, {
    meter: { ...meter, name },
    tile,
    api,
    texts: textsIn.en.homekit,
    clock,
    log: { warn: (says) => void warned.push(says) },
    storedMinutes,
  });
  const main = on.getService(api.hap.Service.LightSensor);
  if (!main) throw new Error('a tile without its light sensor');
  const phase = (n: number) => on.getServiceById(api.hap.Service.LightSensor, `phase-${n}`);
  return { api, accessory: on, clock, updated, warned, tile: started, main, phase };
}

test('a new power tile writes Homebridge’s cache once for all of Eve’s values, and once more for Eve’s history', async () => {
  const { accessory, clock, tile, updated } = startedTile('power', undefined, meter.name, apiOf(), STORED);
  tile.take(reading({ phases: 1, apparentPowerVA: 390, importedWh: 1, currentA: { 1: 2 }, voltageV: { 1: 233 } }));
  await settled();
  expect(updated).toEqual([accessory.UUID]);
  clock.advance(60_000);
  expect(updated).toEqual([accessory.UUID, accessory.UUID]);
});

test('a stopped tile writes nothing more, even when the stored minutes arrive', async () => {
  const { clock, tile, updated } = startedTile('power', undefined, meter.name, apiOf(), STORED);
  tile.take(reading({ apparentPowerVA: 390, activePowerW: 351 }));
  tile.stop();
  await settled();
  expect([updated.length, clock.waiting]).toEqual([1, 0]);
});

describe('the tile of the injection', () => {
  const none = reading({ apparentPowerVA: 390 });
  const takeAll = (tile: ReturnType<typeof startedTile>['tile'], count: number, one: Reading) => {
    for (let nth = 0; nth < count; nth += 1) tile.take(one);
  };

  test('says once, after a minute of frames, that this meter has none', async () => {
    const { api, main, tile, warned } = startedTile('injection');
    takeAll(tile, 39, none);
    expect(warned).toEqual([]);
    takeAll(tile, 200, none);
    expect(warned).toEqual([textsIn.en.homekit.noInjection('Linky Export')]);
    expect(await read(main, api)).toEqual(NO_RESPONSE);
  });

  test('says nothing where a frame was damaged, or is a short one', () => {
    const { tile, warned } = startedTile('injection');
    takeAll(tile, 200, reading({ apparentPowerVA: 390 }, 1));
    takeAll(tile, 200, reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } }));
    expect(warned).toEqual([]);
  });

  test('says nothing of a meter that has told some, if only 0', () => {
    const { tile, warned } = startedTile('injection');
    tile.take(reading({ injectedPowerVA: 0 }));
    takeAll(tile, 200, none);
    expect(warned).toEqual([]);
  });

  test('is the only one of which that is said', () => {
    const { tile, warned } = startedTile('power');
    takeAll(tile, 200, none);
    expect(warned).toEqual([]);
  });
});

describe('a tile', () => {
  test('answers No Response before the first reading', async () => {
    const { api, main } = startedTile('power');
    expect(await read(main, api)).toEqual(NO_RESPONSE);
  });

  test('shows the number of each reading, 0 included', async () => {
    const { api, main, tile } = startedTile('power');
    for (const apparentPowerVA of [390, 0, 12_000]) {
      tile.take(reading({ apparentPowerVA }));
      expect(await read(main, api)).toEqual(live(apparentPowerVA));
    }
  });

  test('answers No Response after a silence of staleAfter, and the number of the next reading', async () => {
    const { api, clock, main, tile } = startedTile('power');
    tile.take(reading({ apparentPowerVA: 390 }));
    clock.advance(19_999);
    expect(await read(main, api)).toEqual(live(390));
    clock.advance(1);
    expect(await read(main, api)).toEqual(NO_RESPONSE);
    tile.take(reading({ apparentPowerVA: 390 }));
    expect(await read(main, api)).toEqual(live(390));
  });

  test('answers No Response when readings arrive without its number', async () => {
    const { api, clock, main, tile } = startedTile('power');
    tile.take(reading({ apparentPowerVA: 390 }));
    clock.advance(15_000);
    tile.take(reading({ phases: 1, currentA: { 1: 2 } }, 1));
    expect(await read(main, api)).toEqual(live(390));
    clock.advance(5_000);
    expect(await read(main, api)).toEqual(NO_RESPONSE);
  });

  test('for the power stays live during the short frames of an overload', async () => {
    const { api, clock, main, tile } = startedTile('power');
    tile.take(threePhase);
    clock.advance(15_000);
    tile.take(reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } }));
    clock.advance(15_000);
    expect(await read(main, api)).toEqual(live(4800));
  });

  test('that answers No Response still does so after a short frame', async () => {
    const { api, clock, main, tile } = startedTile('power');
    tile.take(threePhase);
    clock.advance(20_000);
    tile.take(reading({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 } }));
    expect(await read(main, api)).toEqual(NO_RESPONSE);
    const events = eventsOf(main);
    tile.take(threePhase);
    expect(events).toContainEqual(['Current Ambient Light Level', 4800]);
  });

  test('for the current shows a reading that does not tell the number of phases, once that is known', async () => {
    const { api, main, tile } = startedTile('current');
    tile.take(reading({ phases: 1, currentA: { 1: 2 } }));
    tile.take(reading({ currentA: { 1: 5 } }, 1));
    expect(await read(main, api)).toEqual(live(5));
  });

  test('sends an event for each change, and no other', () => {
    const { main, tile } = startedTile('power');
    tile.take(reading({ apparentPowerVA: 390 }));
    const events = eventsOf(main);
    for (const apparentPowerVA of [390, 390, 400, 400]) tile.take(reading({ apparentPowerVA }));
    expect(events).toEqual([['Current Ambient Light Level', 400]]);
  });

  test('sends events when it responds again, even with the same number as before', () => {
    const { clock, main, tile } = startedTile('power');
    tile.take(reading({ apparentPowerVA: 390 }));
    clock.advance(20_000);
    const events = eventsOf(main);
    tile.take(reading({ apparentPowerVA: 390 }));
    expect(events).toEqual([
      ['Current Ambient Light Level', 390],
      ['Status Active', true],
      ['Status Fault', 0],
    ]);
  });

  test('writes Homebridge’s cache once a minute at most, even when the number of phases changes each second', () => {
    const { clock, tile, updated } = startedTile('current');
    for (let second = 0; second < 600; second += 1) {
      tile.take(second % 2 === 0 ? threePhase : { ...threePhase, phases: 1 });
      clock.advance(1000);
    }
    expect(updated.length).toBeLessThanOrEqual(11);
  });

  test('leaves no timer behind', () => {
    const { clock, tile } = startedTile('current');
    tile.take(threePhase);
    // One for each of the four numbers, and one for the minute after the cache was written.
    expect(clock.waiting).toBe(5);
    tile.stop();
    expect(clock.waiting).toBe(0);
  });

  test('never shows the meter’s address', () => {
    const { accessory, api, tile } = startedTile('current');
    tile.take(threePhase);
    expect(
      JSON.stringify(
        restart(accessory, api).services.map(({ characteristics }) => characteristics.map(({ value }) => value)),
      ),
    ).not.toContain(threePhase.frame.address);
  });
});

describe('the current of three phases', () => {
  test('is one light sensor until a reading tells of three phases', () => {
    const { phase, tile } = startedTile('current');
    tile.take(reading({ phases: 1, currentA: { 1: 2 } }));
    tile.take(reading({ currentA: { 1: 2 } }, 1));
    expect(phase(1)).toBeUndefined();
  });

  test('is that of the most loaded phase, with a light sensor for each phase', async () => {
    const { api, main, phase, tile } = startedTile('current');
    tile.take(threePhase);
    expect(await read(main, api)).toEqual(live(17));
    expect(await Promise.all([1, 2, 3].map((n) => read(phase(n), api)))).toEqual([live(4), live(17), live(0)]);
  });

  test('adds no light sensors to the power tile', () => {
    const { phase, tile } = startedTile('power');
    tile.take(threePhase);
    expect(phase(1)).toBeUndefined();
  });

  test('is still shown for the other phases when one is refused; that one and the most loaded one become stale', async () => {
    const { api, clock, main, phase, tile } = startedTile('current');
    tile.take(threePhase);
    clock.advance(15_000);
    tile.take(reading({ phases: 3, currentA: { 1: 5, 3: 0 } }, 1));
    clock.advance(5_000);
    expect(await read(main, api)).toEqual(NO_RESPONSE);
    expect(await Promise.all([1, 2, 3].map((n) => read(phase(n), api)))).toEqual([live(5), NO_RESPONSE, live(0)]);
  });

  test('is written to the cache at once when three phases are new', () => {
    const { accessory, tile, updated } = startedTile('current');
    tile.take(threePhase);
    tile.take(threePhase);
    expect(updated).toEqual([accessory.UUID]);
  });

  test('has its light sensors at once after a restart, with No Response', async () => {
    const before = startedTile('current');
    before.tile.take(threePhase);
    const { api, main, phase } = startedTile('current', restart(before.accessory, before.api));
    expect(await Promise.all([main, phase(1), phase(2), phase(3)].map((service) => read(service, api)))).toEqual(
      Array(4).fill(NO_RESPONSE),
    );
  });

  test('loses its light sensors only at the start after the meter has become single-phase', () => {
    const before = startedTile('current');
    before.tile.take(threePhase);
    before.tile.take(reading({ phases: 1, currentA: { 1: 2 } }));
    expect(before.phase(1)).toBeDefined();
    const { phase } = startedTile('current', restart(before.accessory, before.api));
    expect(phase(1)).toBeUndefined();
  });
});

describe('after a restart', () => {
  function renamed(byUser?: string) {
    const before = startedTile('current');
    before.tile.take(threePhase);
    const { ConfiguredName } = before.api.hap.Characteristic;
    if (byUser) before.phase(1)?.updateCharacteristic(ConfiguredName, byUser);
    const { accessory, api, main, phase } = startedTile('current', restart(before.accessory, before.api), 'Meter');
    const { Name } = api.hap.Characteristic;
    return {
      accessory: accessory.getService(api.hap.Service.AccessoryInformation)?.getCharacteristic(Name).value,
      main: main.getCharacteristic(Name).value,
      phase: phase(1)?.getCharacteristic(ConfiguredName).value,
    };
  }

  test('the names follow the settings', () => {
    expect(renamed()).toEqual({ accessory: 'Meter Current', main: 'Meter Current', phase: 'Meter Phase 1' });
  });

  test('a phase keeps the name that the user gave it', () => {
    expect(renamed('Four').phase).toBe('Four');
  });

  test('the number may still be 0', async () => {
    const before = startedTile('power');
    before.tile.take(reading({ apparentPowerVA: 390 }));
    const { api, main, tile } = startedTile('power', restart(before.accessory, before.api));
    tile.take(reading({ apparentPowerVA: 0 }));
    expect(await read(main, api)).toEqual(live(0));
  });
});
