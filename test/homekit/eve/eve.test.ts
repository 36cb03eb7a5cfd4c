import type { API, Characteristic, PlatformAccessory } from 'homebridge';
import { describe, expect, test, vi } from 'vitest';
import type { MeterConfig } from '../../../src/config/config.ts';
import { type StoredMinutes, silenceEve, startEve } from '../../../src/homekit/eve/eve.ts';
import { INTERVAL_MS, type StoredMinute } from '../../../src/homekit/eve/intervals.ts';
import { settled } from '../../clock-fake.ts';
import { eventsOf, fakeClock, homebridges, meter, reading, restart } from '../homebridge.ts';

const IDS = { watts: '10D', kilowattHours: '10C', amperes: '126', volts: '10A' };
const GONE = { status: -70402 };
const STANDARD = reading({
  phases: 1,
  apparentPowerVA: 390,
  importedWh: 2_565_285,
  currentA: { 1: 2 },
  voltageV: { 1: 233 },
});
const NOW_MS = Date.UTC(2026, 10, 25, 1, 30);

describe.each(homebridges)('in Homebridge %s', (_, apiOf) => {
  function shown({ accessory, config = meter, storedMinutes }: ShownOptions = {}, api: API = apiOf()) {
    const on = accessory ?? new api.platformAccessory('Linky', api.hap.uuid.generate('power'));
    const clock = fakeClock();
    const written = vi.fn();
    const eve = startEve(on, {
      meter: config,
      api,
      clock,
      cache: { save: written },
      ...(storedMinutes && { storedMinutes }),
    });
    return { api, accessory: on, clock, eve, written, restarted: () => restart(on, api) };
  }

  interface ShownOptions {
    readonly accessory?: PlatformAccessory;
    readonly config?: MeterConfig;
    readonly storedMinutes?: StoredMinutes;
  }

  describe('the Eve app', () => {
    test('shows W, kWh, A and V', async () => {
      const { accessory, eve } = shown();
      eve.take(STANDARD);
      expect(await measuresIn(accessory)).toEqual({ watts: 390, kilowattHours: 2565.285, amperes: 2, volts: 233 });
    });

    test('shows no voltage of a meter that does not tell it', async () => {
      const { accessory, eve } = shown();
      eve.take(reading({ phases: 1, apparentPowerVA: 390, importedWh: 2_565_285, currentA: { 1: 2 } }));
      expect(await measuresIn(accessory)).toEqual({ watts: 390, kilowattHours: 2565.285, amperes: 2 });
    });

    test('has room for all that a meter can say', async () => {
      const { accessory, eve } = shown();
      const most = { apparentPowerVA: 99_999, importedWh: 5_999_999_994 };
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

    test('is told what changed, and nothing else', () => {
      const { accessory, eve } = shown();
      eve.take(STANDARD);
      const events = eventsOf(serviceOf(accessory, '008'));
      eve.take(STANDARD);
      eve.take({ ...STANDARD, apparentPowerVA: 400 });
      eve.take({ ...STANDARD, apparentPowerVA: 400 });
      expect(events).toEqual([['Consumption', 400]]);
    });

    test('gets no response once a meter is silent for staleAfter, and hears when it is over', async () => {
      const { accessory, clock, eve } = shown();
      eve.take(STANDARD);
      clock.advance(20_000);
      expect(await measuresIn(accessory)).toEqual({ watts: GONE, kilowattHours: GONE, amperes: GONE, volts: GONE });
      const events = eventsOf(serviceOf(accessory, '008'));
      eve.take(STANDARD);
      expect(events).toHaveLength(4);
      expect(await measuresIn(accessory)).toMatchObject({ watts: 390, volts: 233 });
    });

    test('keeps W and kWh through the short frames of an overload', async () => {
      const { accessory, clock, eve } = shown();
      eve.take(reading({ phases: 3, apparentPowerVA: 4800, importedWh: 1000, currentA: { 1: 4, 2: 17, 3: 0 } }));
      clock.advance(15_000);
      eve.take(reading({ phases: 3, currentA: { 1: 4, 2: 60, 3: 0 } }));
      clock.advance(15_000);
      expect(await measuresIn(accessory)).toEqual({ watts: 4800, kilowattHours: 1, amperes: 60 });
    });

    test('gets no response after a restart until the first reading', async () => {
      const before = shown();
      before.eve.take(STANDARD);
      const { accessory, eve, written } = shown({ accessory: before.restarted() }, before.api);
      expect(await measuresIn(accessory)).toEqual({ watts: GONE, kilowattHours: GONE, amperes: GONE, volts: GONE });
      eve.take(STANDARD);
      expect(await measuresIn(accessory)).toMatchObject({ watts: 390 });
      expect(written).not.toHaveBeenCalled();
    });

    test('gets no response of what is kept though not configured', async () => {
      const { accessory, api, eve } = shown();
      eve.take(STANDARD);
      silenceEve(accessory, api);
      expect(await measuresIn(accessory)).toEqual({ watts: GONE, kilowattHours: GONE, amperes: GONE, volts: GONE });
    });

    test('leaves no timer behind', () => {
      const { clock, eve } = shown();
      eve.take(STANDARD);
      expect(clock.pending).toBe(4);
      eve.stop();
      expect(clock.pending).toBe(0);
    });
  });

  describe('its history', () => {
    /** A past with one minute in each of the last intervals, the newest of which is not over. */
    function pastOf(count: number): StoredMinutes & { readonly looks: number; go(): void } {
      const minutes: StoredMinute[] = [];
      let looks = 0;
      const go = () => minutes.push({ atMs: NOW_MS + minutes.length * INTERVAL_MS, count: 1, meanVA: minutes.length });
      for (let nth = 0; nth < count; nth += 1) go();
      const wall = () => minutes.at(-1)?.atMs ?? NOW_MS;
      return {
        /** How often all up to now was asked for. */
        get looks() {
          return looks;
        },
        go,
        wall,
        minutes: async (slug, fromMs, toMs) => {
          if (toMs > wall()) looks += 1;
          return slug === meter.slug ? minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs) : [];
        },
      };
    }

    /** A house whose history has been looked up. */
    async function lookedUp(options: ShownOptions, api?: API) {
      const made = shown(options, api);
      await readBytes(made.accessory, '116', {});
      await settled();
      return made;
    }

    async function wattsReadBy(phone: object, accessory: PlatformAccessory, from: number): Promise<readonly number[]> {
      await write(accessory, '11C', Buffer.from([1, 0x14, from, 0, 0, 0, 0, 0]), phone);
      return wattsIn(await readBytes(accessory, '117', phone));
    }

    test('is read from a number on', async () => {
      const { accessory } = await lookedUp({ storedMinutes: pastOf(4) });
      expect(await wattsReadBy({}, accessory, 0)).toEqual([0, 1, 2]);
      expect(await wattsReadBy({}, accessory, 4)).toEqual([2]);
    });

    test('is read by each phone at its own pace', async () => {
      const { accessory } = await lookedUp({ storedMinutes: pastOf(20) });
      const [his, hers] = [{}, {}];
      expect(await wattsReadBy(his, accessory, 2)).toHaveLength(11);
      expect(await wattsReadBy(hers, accessory, 20)).toEqual([18]);
      expect(wattsIn(await readBytes(accessory, '117', his))).toHaveLength(8);
      expect(await readBytes(accessory, '117', his)).toEqual(Buffer.from([0]));
    });

    test('is read on over a new connection', async () => {
      const { accessory } = await lookedUp({ storedMinutes: pastOf(20) });
      expect(await wattsReadBy({}, accessory, 2)).toHaveLength(11);
      expect(wattsIn(await readBytes(accessory, '117', {}))).toHaveLength(11);
      expect(wattsIn(await readBytes(accessory, '117', {}))).toHaveLength(8);
    });

    test('is nothing before a phone has asked', async () => {
      const { accessory } = shown({ storedMinutes: pastOf(4) });
      expect(await readBytes(accessory, '117', {})).toEqual(Buffer.from([0]));
    });

    test('takes what it does not understand in silence', async () => {
      const { accessory } = shown({ storedMinutes: pastOf(4) });
      await write(accessory, '11C', Buffer.from('hello'), {});
      await write(accessory, '121', Buffer.alloc(4), {});
      expect(await readBytes(accessory, '117', {})).toEqual(Buffer.from([0]));
    });

    test('is looked up once a minute, not with each reading', async () => {
      const past = pastOf(4);
      const { eve } = shown({ storedMinutes: past });
      for (let ms = 0; ms <= 60_000; ms += 2_000) {
        eve.take({ ...STANDARD, monotonicMs: ms });
        await settled();
      }
      expect(past.looks).toBe(2);
    });

    test('tells who is subscribed that there is more', async () => {
      const past = pastOf(4);
      const { accessory, eve } = shown({ storedMinutes: past });
      eve.take({ ...STANDARD, monotonicMs: 0 });
      await settled();
      const events = eventsOf(serviceOf(accessory, '007'));
      eve.take({ ...STANDARD, monotonicMs: 60_000 });
      await settled();
      expect(events).toEqual([]);
      past.go();
      eve.take({ ...STANDARD, monotonicMs: 120_000 });
      await settled();
      expect(events).toEqual([['History Status', expect.any(String)]]);
    });

    test('keeps its numbers over a restart, though its past has become shorter', async () => {
      const before = shown({ storedMinutes: pastOf(4) });
      before.eve.take(STANDARD);
      await settled();
      expect(before.written).toHaveBeenCalled();
      const past = pastOf(4);
      const oldestMs = NOW_MS;
      const shorter: StoredMinutes = {
        ...past,
        minutes: async (...asked) => (await past.minutes(...asked))?.filter(({ atMs }) => atMs > oldestMs),
      };
      const { accessory } = await lookedUp({ accessory: before.restarted(), storedMinutes: shorter }, before.api);
      expect(await wattsReadBy({}, accessory, 4)).toEqual([2]);
    });

    test('notes its numbers once a day', async () => {
      const past = pastOf(4);
      const { eve, written } = shown({ storedMinutes: past });
      eve.take({ ...STANDARD, monotonicMs: 0 });
      await settled();
      written.mockClear();
      for (let nth = 1; nth <= 300; nth += 1) {
        past.go();
        eve.take({ ...STANDARD, monotonicMs: nth * INTERVAL_MS });
        await settled();
      }
      expect(written).toHaveBeenCalledTimes(2);
    });

    test('notes its numbers at once when a clock that was ahead had noted them', async () => {
      const before = shown({ storedMinutes: pastOf(4) });
      before.accessory.context['eve'] = { endMs: NOW_MS + 1e11, number: 90 };
      const { accessory, eve } = shown({ accessory: before.restarted(), storedMinutes: pastOf(4) }, before.api);
      eve.take(STANDARD);
      await settled();
      expect(accessory.context['eve']).toEqual({ endMs: NOW_MS + 3 * INTERVAL_MS, number: 90 });
    });

    test('is answered at once while its past comes, and by then told to who is subscribed', async () => {
      const past = pastOf(4);
      let answer = () => {};
      const coming = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const minutes: StoredMinutes['minutes'] = (...asked) => coming.then(() => past.minutes(...asked));
      const { accessory } = shown({ storedMinutes: { ...past, minutes } });
      const events = eventsOf(serviceOf(accessory, '007'));
      expect([await readBytes(accessory, '116', {}), await wattsReadBy({}, accessory, 0)]).toEqual([
        Buffer.alloc(0),
        [],
      ]);
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
      'is asked for again when who has it %s',
      async (_, away) => {
        const past = pastOf(4);
        let isAway = true;
        const minutes: StoredMinutes['minutes'] = (...asked) => (isAway ? away() : past.minutes(...asked));
        const { accessory, clock, eve } = shown({ storedMinutes: { ...past, minutes } });
        eve.take({ ...STANDARD, monotonicMs: 0 });
        await settled();
        clock.advance(30_000);
        await settled();
        isAway = false;
        eve.take({ ...STANDARD, monotonicMs: 60_000 });
        await settled();
        expect(await wattsReadBy({}, accessory, 0)).toEqual([0, 1, 2]);
      },
    );

    test('leaves no timer behind, though its past has not come', () => {
      const { clock, eve } = shown({ storedMinutes: { wall: () => NOW_MS, minutes: () => new Promise(() => {}) } });
      eve.take(STANDARD);
      eve.stop();
      expect(clock.pending).toBe(0);
    });

    test('is not there without a past', () => {
      const { accessory } = shown();
      expect(accessory.services.some(({ UUID }) => UUID.startsWith('E863F007'))).toBe(false);
    });
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
