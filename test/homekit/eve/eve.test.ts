import type { API, Characteristic, PlatformAccessory } from 'homebridge';
import { describe, expect, test, vi } from 'vitest';
import type { MeterConfig } from '../../../src/config/config.ts';
import type { Minute } from '../../../src/energy/minute.ts';
import { type StoredMinutes, silenceEve, startEve } from '../../../src/homekit/eve/eve.ts';
import { INTERVAL_MS } from '../../../src/homekit/eve/intervals.ts';
import { fakeClock, settled } from '../../../testbed/support/clock.ts';
import { apiOf, eventsOf, meter, reading, restart } from '../homebridge-api.ts';

const IDS = { watts: '10D', kilowattHours: '10C', amperes: '126', volts: '10A' };
const NO_RESPONSE = { status: -70402 };
const STANDARD = reading({
  phases: 1,
  apparentPowerVA: 390,
  activePowerW: 351,
  importedWh: 2_565_285,
  currentA: { 1: 2 },
  voltageV: { 1: 233 },
});
const NOW_MS = Date.UTC(2034, 10, 25, 1, 30);

function startedEve({ accessory, config = meter, storedMinutes }: EveTestOptions = {}, api: API = apiOf()) {
  const on = accessory ?? new api.platformAccessory('Linky', api.hap.uuid.generate('power'));
  const clock = fakeClock();
  const saved = vi.fn();
  const eve = startEve(on, {
    meter: config,
    api,
    clock,
    cache: { save: saved },
    storedMinutes,
  });
  return { api, accessory: on, clock, eve, saved, restarted: () => restart(on, api) };
}

interface EveTestOptions {
  readonly accessory?: PlatformAccessory;
  readonly config?: MeterConfig;
  readonly storedMinutes?: StoredMinutes;
}

describe('the Eve app', () => {
  test('shows W, kWh, A and V', async () => {
    const { accessory, eve } = startedEve();
    eve.take(STANDARD);
    expect(await measuresIn(accessory)).toEqual({ watts: 351, kilowattHours: 2565.285, amperes: 2, volts: 233 });
  });

  test('shows no voltage of a meter that does not send it', async () => {
    const { accessory, eve } = startedEve();
    eve.take(reading({ phases: 1, activePowerW: 351, importedWh: 2_565_285, currentA: { 1: 2 } }));
    expect(await measuresIn(accessory)).toEqual({ watts: 351, kilowattHours: 2565.285, amperes: 2 });
  });

  test('can show the largest values that a meter can send', async () => {
    const { accessory, eve } = startedEve();
    const most = { activePowerW: 99_999, importedWh: 5_999_999_994 };
    eve.take(
      reading({ phases: 3, ...most, currentA: { 1: 999, 2: 999, 3: 999 }, voltageV: { 1: 999, 2: 999, 3: 999 } }),
    );
    expect(await measuresIn(accessory)).toEqual({
      watts: 99_999,
      kilowattHours: 5_999_999.994,
      amperes: 999,
      volts: 999,
    });
  });

  test('gets an event for each change, and no other', () => {
    const { accessory, eve } = startedEve();
    eve.take(STANDARD);
    const events = eventsOf(serviceOf(accessory, '008'));
    eve.take(STANDARD);
    eve.take({ ...STANDARD, activePowerW: 360 });
    eve.take({ ...STANDARD, activePowerW: 360 });
    expect(events).toEqual([['Consumption', 360]]);
  });

  test('gets No Response after a silence of staleAfter, and an event for each value when it is over', async () => {
    const { accessory, clock, eve } = startedEve();
    eve.take(STANDARD);
    clock.advance(20_000);
    expect(await measuresIn(accessory)).toEqual({
      watts: NO_RESPONSE,
      kilowattHours: NO_RESPONSE,
      amperes: NO_RESPONSE,
      volts: NO_RESPONSE,
    });
    const events = eventsOf(serviceOf(accessory, '008'));
    eve.take(STANDARD);
    expect(events).toHaveLength(4);
    expect(await measuresIn(accessory)).toMatchObject({ watts: 351, volts: 233 });
  });

  test('keeps W and kWh during the short frames of an overload', async () => {
    const { accessory, clock, eve } = startedEve();
    eve.take(reading({ phases: 3, activePowerW: 4800, importedWh: 1000, currentA: { 1: 4, 2: 17, 3: 0 } }));
    clock.advance(15_000);
    eve.take(reading({ phases: 3, currentA: { 1: 4, 2: 60, 3: 0 } }));
    clock.advance(15_000);
    expect(await measuresIn(accessory)).toEqual({ watts: 4800, kilowattHours: 1, amperes: 60 });
  });

  test('gets No Response after a restart until the first reading', async () => {
    const before = startedEve();
    before.eve.take(STANDARD);
    const { accessory, eve, saved } = startedEve({ accessory: before.restarted() }, before.api);
    expect(await measuresIn(accessory)).toEqual({
      watts: NO_RESPONSE,
      kilowattHours: NO_RESPONSE,
      amperes: NO_RESPONSE,
      volts: NO_RESPONSE,
    });
    eve.take(STANDARD);
    expect(await measuresIn(accessory)).toMatchObject({ watts: 351 });
    expect(saved).not.toHaveBeenCalled();
  });

  test('gets No Response for W alone after a restart, as long as they are unknown', async () => {
    const before = startedEve();
    before.eve.take(STANDARD);
    const { accessory, eve } = startedEve({ accessory: before.restarted() }, before.api);
    const { activePowerW: _, ...unknown } = STANDARD;
    eve.take(unknown);
    expect(await measuresIn(accessory)).toMatchObject({ watts: NO_RESPONSE, kilowattHours: 2565.285, amperes: 2 });
    eve.take(STANDARD);
    expect(await measuresIn(accessory)).toMatchObject({ watts: 351, kilowattHours: 2565.285, amperes: 2 });
  });

  test('gets No Response from an accessory that is silenced', async () => {
    const { accessory, api, eve } = startedEve();
    eve.take(STANDARD);
    silenceEve(accessory, api);
    expect(await measuresIn(accessory)).toEqual({
      watts: NO_RESPONSE,
      kilowattHours: NO_RESPONSE,
      amperes: NO_RESPONSE,
      volts: NO_RESPONSE,
    });
  });

  test('leaves no timer behind', () => {
    const { clock, eve } = startedEve();
    eve.take(STANDARD);
    expect(clock.waiting).toBe(4);
    eve.stop();
    expect(clock.waiting).toBe(0);
  });
});

describe('its history', () => {
  /**
   * One stored minute in each of so many intervals, the newest of which is not over. `addInterval` adds the next one.
   */
  function storedIn(count: number): StoredMinutes & { readonly refreshes: number; addInterval(): void } {
    const minutes: Minute[] = [];
    let refreshes = 0;
    const addInterval = () =>
      minutes.push({ atMs: NOW_MS + minutes.length * INTERVAL_MS, count: 1, meanVA: minutes.length });
    for (let nth = 0; nth < count; nth += 1) addInterval();
    const wall = () => minutes.at(-1)?.atMs ?? NOW_MS;
    return {
      /** How often the minutes up to now were asked for. */
      get refreshes() {
        return refreshes;
      },
      addInterval,
      wall,
      minutes: async (slug, fromMs, toMs) => {
        if (toMs > wall()) refreshes += 1;
        return slug === meter.slug ? minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs) : [];
      },
    };
  }

  /** Starts Eve's services, and waits until the history is known. */
  async function startedWithHistory(options: EveTestOptions, api?: API) {
    const started = startedEve(options, api);
    await readBytes(started.accessory, '116', {});
    await settled();
    return started;
  }

  async function wattsReadBy(phone: object, accessory: PlatformAccessory, from: number): Promise<readonly number[]> {
    await write(accessory, '11C', Buffer.from([1, 0x14, from, 0, 0, 0, 0, 0]), phone);
    return wattsIn(await readBytes(accessory, '117', phone));
  }

  test('is read from a given number on', async () => {
    const { accessory } = await startedWithHistory({ storedMinutes: storedIn(4) });
    expect(await wattsReadBy({}, accessory, 0)).toEqual([0, 1, 2]);
    expect(await wattsReadBy({}, accessory, 4)).toEqual([2]);
  });

  test('is read by each phone with a cursor of its own', async () => {
    const { accessory } = await startedWithHistory({ storedMinutes: storedIn(20) });
    const [phone, otherPhone] = [{}, {}];
    expect(await wattsReadBy(phone, accessory, 2)).toHaveLength(11);
    expect(await wattsReadBy(otherPhone, accessory, 20)).toEqual([18]);
    expect(wattsIn(await readBytes(accessory, '117', phone))).toHaveLength(8);
    expect(await readBytes(accessory, '117', phone)).toEqual(Buffer.from([0]));
  });

  test('is continued by a phone on a new connection', async () => {
    const { accessory } = await startedWithHistory({ storedMinutes: storedIn(20) });
    expect(await wattsReadBy({}, accessory, 2)).toHaveLength(11);
    expect(wattsIn(await readBytes(accessory, '117', {}))).toHaveLength(11);
    expect(wattsIn(await readBytes(accessory, '117', {}))).toHaveLength(8);
  });

  test('is empty before a phone has asked for a number', async () => {
    const { accessory } = startedEve({ storedMinutes: storedIn(4) });
    expect(await readBytes(accessory, '117', {})).toEqual(Buffer.from([0]));
  });

  test('ignores a request that it does not understand', async () => {
    const { accessory } = startedEve({ storedMinutes: storedIn(4) });
    await write(accessory, '11C', Buffer.from('hello'), {});
    await write(accessory, '121', Buffer.alloc(4), {});
    expect(await readBytes(accessory, '117', {})).toEqual(Buffer.from([0]));
  });

  test('is refreshed once a minute, not with each reading', async () => {
    const stored = storedIn(4);
    const { eve } = startedEve({ storedMinutes: stored });
    for (let ms = 0; ms <= 60_000; ms += 2_000) {
      eve.take({ ...STANDARD, monotonicMs: ms });
      await settled();
    }
    expect(stored.refreshes).toBe(2);
  });

  test('sends an event when there is a new interval, and none before', async () => {
    const stored = storedIn(4);
    const { accessory, eve } = startedEve({ storedMinutes: stored });
    eve.take({ ...STANDARD, monotonicMs: 0 });
    await settled();
    const events = eventsOf(serviceOf(accessory, '007'));
    eve.take({ ...STANDARD, monotonicMs: 60_000 });
    await settled();
    expect(events).toEqual([]);
    stored.addInterval();
    eve.take({ ...STANDARD, monotonicMs: 120_000 });
    await settled();
    expect(events).toEqual([['History Status', expect.any(String)]]);
  });

  test('keeps its numbers over a restart, even when the oldest minutes were deleted', async () => {
    const before = startedEve({ storedMinutes: storedIn(4) });
    before.eve.take(STANDARD);
    await settled();
    expect(before.saved).toHaveBeenCalled();
    const stored = storedIn(4);
    const oldestMs = NOW_MS;
    const shorter: StoredMinutes = {
      ...stored,
      minutes: async (...asked) => (await stored.minutes(...asked))?.filter(({ atMs }) => atMs > oldestMs),
    };
    const { accessory } = await startedWithHistory(
      { accessory: before.restarted(), storedMinutes: shorter },
      before.api,
    );
    expect(await wattsReadBy({}, accessory, 4)).toEqual([2]);
  });

  test('saves its numbers once a day', async () => {
    const stored = storedIn(4);
    const { eve, saved } = startedEve({ storedMinutes: stored });
    eve.take({ ...STANDARD, monotonicMs: 0 });
    await settled();
    saved.mockClear();
    for (let nth = 1; nth <= 300; nth += 1) {
      stored.addInterval();
      eve.take({ ...STANDARD, monotonicMs: nth * INTERVAL_MS });
      await settled();
    }
    expect(saved).toHaveBeenCalledTimes(2);
  });

  test('saves its numbers at once when the saved ones are from a clock that was ahead', async () => {
    const before = startedEve({ storedMinutes: storedIn(4) });
    before.accessory.context['eve'] = { endMs: NOW_MS + 1e11, number: 90 };
    const { accessory, eve } = startedEve({ accessory: before.restarted(), storedMinutes: storedIn(4) }, before.api);
    eve.take(STANDARD);
    await settled();
    expect(accessory.context['eve']).toEqual({ endMs: NOW_MS + 3 * INTERVAL_MS, number: 90 });
  });

  test('is answered at once as empty while the minutes have not come, and sends an event when they have', async () => {
    const stored = storedIn(4);
    let answer = () => {};
    const arrival = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const minutes: StoredMinutes['minutes'] = (...asked) => arrival.then(() => stored.minutes(...asked));
    const { accessory } = startedEve({ storedMinutes: { ...stored, minutes } });
    const events = eventsOf(serviceOf(accessory, '007'));
    expect([await readBytes(accessory, '116', {}), await wattsReadBy({}, accessory, 0)]).toEqual([Buffer.alloc(0), []]);
    answer();
    await settled();
    expect(events.at(-1)).toEqual(['History Status', expect.stringMatching(/./)]);
    expect(await wattsReadBy({}, accessory, 0)).toEqual([0, 1, 2]);
  });

  test.each([
    ['never answers', () => new Promise<undefined>(() => {})],
    ['rejects', () => Promise.reject(new Error('away'))],
    ['cannot tell', async () => undefined],
    [
      'throws',
      () => {
        throw new Error('away');
      },
    ],
  ] satisfies readonly [string, StoredMinutes['minutes']][])(
    'asks again for its minutes when their store %s',
    async (_, unavailable) => {
      const stored = storedIn(4);
      let isUnavailable = true;
      const minutes: StoredMinutes['minutes'] = (...asked) =>
        isUnavailable ? unavailable() : stored.minutes(...asked);
      const { accessory, clock, eve } = startedEve({ storedMinutes: { ...stored, minutes } });
      eve.take({ ...STANDARD, monotonicMs: 0 });
      await settled();
      clock.advance(30_000);
      await settled();
      isUnavailable = false;
      eve.take({ ...STANDARD, monotonicMs: 60_000 });
      await settled();
      expect(await wattsReadBy({}, accessory, 0)).toEqual([0, 1, 2]);
    },
  );

  test('leaves no timer behind when it is stopped before the minutes have come', () => {
    const { clock, eve } = startedEve({
      storedMinutes: { wall: () => NOW_MS, minutes: () => new Promise(() => {}) },
    });
    eve.take(STANDARD);
    eve.stop();
    expect(clock.waiting).toBe(0);
  });

  test('does not exist without stored minutes', () => {
    const { accessory } = startedEve();
    expect(accessory.services.some(({ UUID }) => UUID.startsWith('E863F007'))).toBe(false);
  });
});

async function measuresIn(accessory: PlatformAccessory) {
  const service = serviceOf(accessory, '008');
  const values: Record<string, unknown> = {};
  for (const [name, id] of Object.entries(IDS)) {
    const characteristic = service.characteristics.find(({ UUID }) => UUID.startsWith(`E863F${id}`));
    if (characteristic) {
      values[name] = await characteristic.handleGetRequest().catch((status: number) => ({ status }));
    }
  }
  return values;
}

function serviceOf(accessory: PlatformAccessory, id: string) {
  const service = accessory.services.find(({ UUID }) => UUID === `E863F${id}-079E-48FF-8F27-9C2605A29F52`);
  if (!service) throw new Error(`no service ${id}`);
  return service;
}

function historyIn(accessory: PlatformAccessory, id: string): Characteristic {
  const found = serviceOf(accessory, '007').characteristics.find(({ UUID }) => UUID.startsWith(`E863F${id}`));
  if (!found) throw new Error(`no characteristic ${id}`);
  return found;
}

type Connection = Parameters<Characteristic['handleGetRequest']>[0];

async function readBytes(accessory: PlatformAccessory, id: string, phone: object): Promise<Buffer> {
  return Buffer.from(String(await historyIn(accessory, id).handleGetRequest(phone as Connection)), 'base64');
}

async function write(accessory: PlatformAccessory, id: string, bytes: Buffer, phone: object): Promise<void> {
  await historyIn(accessory, id).handleSetRequest(bytes.toString('base64'), phone as Connection);
}

/** The power of each record that has one. */
function wattsIn(records: Buffer): readonly number[] {
  const watts: number[] = [];
  for (let at = 0; at < records.length; at += records[at] || 1) {
    if (records[at] === 12) watts.push(records.readUInt16LE(at + 10) / 10);
  }
  return watts;
}
