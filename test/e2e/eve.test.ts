import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import type { Minute } from '../../src/energy/minute.ts';
import { openJournal } from '../../src/journal/journal.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { childClock, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { countEnergy } from '../../testbed/meter/counting.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { NEVER_STALE, type PtyMeter, startPtyMeter, WHEN_ASKED } from '../../testbed/meter/pty-meter.ts';
import { NO_REPORTS } from '../../testbed/support/troubles.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The time between two frames in the journal. */
const FRAME_MS = 2_000;
const INTERVAL_MS = 600_000;
const EVE_EPOCH_MS = Date.UTC(2001, 0, 1);
const NO_RESPONSE = { status: -70402 };
/** The largest power that Eve's records can hold: a larger one is shown as this. */
const MOST_WATTS = 6553.5;
/** The power factor of the house whose history is in the journal. */
const OLD_FACTOR = 0.8;

/** The part of the UUID in which Eve's characteristics differ. */
const EVE = {
  watts: '10D',
  kilowattHours: '10C',
  amperes: '126',
  volts: '10A',
  status: '116',
  entries: '117',
  request: '11C',
} as const;
type EveName = keyof typeof EVE;
const MEASURES: readonly EveName[] = ['watts', 'kilowattHours', 'amperes', 'volts'];

const missing = missingPty();

describe.skipIf(missing)(missing ?? 'the Eve app', () => {
  const started = new AsyncDisposableStack();
  let past: ReturnType<typeof intervalsOf>;
  /** Each meter belongs to one test. */
  let meters: { readonly [M in 'Loaded' | 'Steady' | 'Learning' | 'Old']: PtyMeter };
  let storage: string;
  let first: Homebridge;
  let phone: Phone;

  /** Each meter sends a frame in each step of Homebridge's clock, so a slow machine makes none of them silent. */
  const send = () => {
    for (const meter of Object.values(meters)) meter.send();
  };
  const startHouse = (aheadMs = 0) =>
    startHomebridge({
      config: platform(meters),
      storage,
      clock: childClock({ isSteered: true, endsSlowly: true, aheadMs }),
      pace: { ...QUICKLY, before: send },
    });

  beforeAll(async () => {
    storage = started.use(await temporaryStorage()).path;
    past = intervalsOf(seed(join(storage, 'linky-tic.db')));
    const begun = async () => started.use(await startPtyMeter(WHEN_ASKED));
    meters = { Loaded: await begun(), Steady: await begun(), Learning: await begun(), Old: await begun() };
    first = started.use(await startHouse());
    phone = started.use(phoneOf(first.bridge));
  });

  afterAll(() => started.disposeAsync());

  test('reads W, kWh, A and V of a three-phase house of 36 kVA, and No Response once the meter is silent', async () => {
    meters.Loaded.say(house('35700'), 'standard');
    await expect
      .poll(() => valuesOf(phone, 'Loaded', MEASURES))
      .toEqual([{ value: 32_130 }, { value: 999_999.999 }, { value: 58 }, { value: 231.3 }]);

    meters.Loaded.fallSilent();
    await expect
      .poll(() => valuesOf(phone, 'Loaded', MEASURES))
      .toEqual([NO_RESPONSE, NO_RESPONSE, NO_RESPONSE, NO_RESPONSE]);
    expect(first.log.filter((line) => /This plugin|HAP-NodeJS WARNING|Warning:/.test(line))).toEqual([]);
  });

  test('gets an event for each change, and no other', async () => {
    const { Steady } = meters;
    Steady.say(house('35700'), 'standard');
    await expect.poll(() => valuesOf(phone, 'Steady', MEASURES)).toContainEqual({ value: 28_560 });
    const heard = await hear(phone, 'Steady', MEASURES);

    Steady.say(house('00390'), 'standard');
    await expect.poll(() => heard).toEqual([312]);
    const before = Steady.sent();
    await expect.poll(() => Steady.sent()).toBeGreaterThan(before + 5);
    // As events arrive in order, one for a repeated frame would arrive before this one.
    Steady.say(house('00400'), 'standard');
    await expect.poll(() => heard.at(-1)).toBe(320);
    expect(heard).toEqual([312, 320]);
  });

  test('reads no W before the index has shown them, and then the estimate', async () => {
    const { Learning } = meters;
    const watts = async () => (await valuesOf(phone, 'Learning', ['watts']))[0]?.value;
    const withoutIndex = house('20000').filter(({ label }) => label !== 'EAST');
    Learning.say(withoutIndex, 'standard');
    await expect.poll(() => valuesOf(phone, 'Learning', ['amperes'])).toEqual([{ value: 58 }]);
    expect(await watts()).toBeUndefined();
    {
      const frame = (indexWh: number) => house('20000', String(indexWh).padStart(9, '0'));
      using _ = countEnergy(Learning, 1_000_000, {
        watts: 16_000,
        now: () => first.clock.aheadMs,
        mode: 'standard',
        frame,
      });
      await expect.poll(async () => Math.abs(Number(await watts()) - 16_000)).toBeLessThan(1_600);
    }
    Learning.fallSilent();
    // What the plugin read last, and Eve shows, no longer changes.
    const estimated = async () => {
      const status = await runningPluginStatus(storage, thisMachine());
      return status?.meters.find(({ slug }) => slug === 'learning')?.lastReading?.activePowerW;
    };
    const isShown = async () => (await watts()) === Math.round(10 * ((await estimated()) ?? Number.NaN)) / 10;
    await expect.poll(isShown).toBe(true);
  });

  test('reads a history of what the index counted in the journal’s minutes, over restarts and outages', async () => {
    expect(past.filter(({ watts }) => watts === MOST_WATTS).length).toBeGreaterThan(5);
    expect(past.filter(({ watts = MOST_WATTS }) => watts < MOST_WATTS).length).toBeGreaterThan(10);
    meters.Old.say(house('00390'), 'standard');
    // The newest stored interval is given once the journal has a minute after it.
    await expect.poll(async () => (await historyFrom(phone, 0)).length).toBeGreaterThanOrEqual(past.length);
    const history = (await historyFrom(phone, 0)).slice(0, past.length);
    expect(history.map(({ endMs }) => endMs)).toEqual(past.map(({ endMs }) => endMs));
    for (const [index, { watts, meanVA }] of past.entries()) {
      const shown = history[index]?.watts ?? Number.NaN;
      if (watts !== undefined) expect(shown).toBe(watts);
      // An outage cut off the first or the last of its minutes.
      else expect(Math.abs(shown - Math.min(OLD_FACTOR * meanVA, MOST_WATTS))).toBeLessThan(0.05 * meanVA);
    }
    expect(history.map(({ number }) => number)).toEqual(past.map((_, index) => index + 2));
    expect((await historyFrom(phone, 100)).slice(0, past.length - 98)).toEqual(history.slice(98));

    await first.stop();
    meters.Old.fallSilent();
    await using _second = await startHouse(first.clock.aheadMs);
    // The first answer is empty: the intervals are looked for once a phone asks.
    await expect.poll(async () => (await historyFrom(phone, 0)).slice(0, history.length)).toEqual(history);
  });
});

const SETTINGS: { readonly [name: string]: object } = {
  // The only one that becomes stale when it falls silent.
  Loaded: { powerFactor: 0.9, staleAfter: 5 },
  Steady: { powerFactor: 0.8, ...NEVER_STALE },
  Learning: NEVER_STALE,
  Old: NEVER_STALE,
};

/** A frame of a three-phase house of 36 kVA that draws so many VA. */
function house(va: string, east = '999999999'): readonly WireGroup[] {
  return [
    { label: 'ADSC', data: '021876543210' },
    { label: 'VTIC', data: '02' },
    { label: 'EAST', data: east },
    { label: 'IRMS1', data: '042' },
    { label: 'IRMS2', data: '058' },
    { label: 'IRMS3', data: '055' },
    { label: 'URMS1', data: '233' },
    { label: 'URMS2', data: '231' },
    { label: 'URMS3', data: '230' },
    { label: 'PREF', data: '36' },
    { label: 'SINSTS', data: va },
    { label: 'STGE', data: '003A0001' },
  ];
}

function platform(meters: { readonly [name: string]: PtyMeter }) {
  return {
    platform: 'LinkyTIC',
    name: 'Linky TIC',
    language: 'en',
    meters: Object.entries(meters).map(([name, { port }]) => ({
      ...{ name, port, mode: 'standard', tiles: ['power'] },
      ...SETTINGS[name],
    })),
    journal: { commitSeconds: 1 },
  };
}

/** Writes a journal of the last 30 hours, with a gap of three hours that begins and ends with an interval, and gives its minutes. */
function seed(path: string): readonly Minute[] {
  const beganMs = Math.floor(Date.now() / INTERVAL_MS) * INTERVAL_MS - 30 * HOUR_MS;
  let energyWh = 0;
  let nowMs = 0;
  const journal = openJournal({
    path,
    config: { commitSeconds: 600, keepDays: 7, maxMegabytes: 256 },
    mirrored: false,
    reports: NO_REPORTS,
    texts: textsIn.en.journal,
    now: () => nowMs,
    wall: () => beganMs + nowMs,
    builtAtMs: 0,
  });
  for (; nowMs < 30 * HOUR_MS - 2 * INTERVAL_MS; nowMs += FRAME_MS) {
    const isOutage = nowMs >= 8 * HOUR_MS && nowMs < 11 * HOUR_MS;
    const va = 300 + ((nowMs / 1000) % 9717);
    energyWh += (va * OLD_FACTOR * FRAME_MS) / HOUR_MS;
    if (!isOutage) journal.take('old', readingAt(nowMs, va, Math.floor(energyWh)));
  }
  journal.commit();
  const minutes = journal.minutes('old', 0, Number.MAX_SAFE_INTEGER) ?? [];
  journal.close();
  return minutes;
}

function readingAt(monotonicMs: number, apparentPowerVA: number, importedWh: number): Reading {
  const frame = { mode: 'standard', address: '021876543210', labels: {}, horodates: {}, refused: 0 } as const;
  return { monotonicMs, phases: 3, apparentPowerVA, importedWh, registers: {}, frame };
}

/**
 * The intervals of ten minutes that have a stored minute. Of one whose minutes are all there, with those before and after,
 * the power in W is what the index counted, to a tenth; of another it is absent.
 */
function intervalsOf(minutes: readonly Minute[]) {
  const stored = new Set(minutes.map(({ atMs }) => atMs));
  const byEnd = Map.groupBy(minutes, ({ atMs }) => Math.ceil((atMs + 1) / INTERVAL_MS) * INTERVAL_MS);
  return Array.from(byEnd, ([endMs, some]) => {
    const isWhole = Array.from({ length: 12 }, (_, nth) => endMs - nth * MINUTE_MS).every((atMs) => stored.has(atMs));
    const countedW = some.reduce((sum, { energyWh = Number.NaN }) => sum + 6 * energyWh, 0);
    const meanVA = some.reduce((sum, { meanVA = Number.NaN }) => sum + meanVA, 0) / some.length;
    return { endMs, meanVA, watts: isWhole ? Math.min(countedW, MOST_WATTS) : undefined };
  });
}

interface Entry {
  readonly number: number;
  readonly endMs: number;
  readonly watts: number;
}

/**
 * Reads the old meter's history from a number on as Eve does: the status, a request, and entries until there are none.
 */
async function historyFrom(phone: Phone, number: number): Promise<readonly Entry[]> {
  const [status = '', entries = '', request = ''] = await idsOf(phone, 'Old', ['status', 'entries', 'request']);
  const read = async (id: string) => {
    const [answer] = (await phone.client.getCharacteristics([id])).characteristics;
    return Buffer.from(String(answer?.value), 'base64');
  };
  const referenceMs = EVE_EPOCH_MS + (await read(status)).readUInt32LE(8) * 1000;
  const wanted = Buffer.from([0x01, 0x14, 0, 0, 0, 0, 0, 0]);
  wanted.writeUInt32LE(number, 2);
  await phone.client.setCharacteristics({ [request]: wanted.toString('base64') });
  const found: Entry[] = [];
  for (let bytes = await read(entries); bytes.length > 1; bytes = await read(entries)) {
    found.push(...entriesIn(bytes, referenceMs));
  }
  return found;
}

function entriesIn(bytes: Buffer, referenceMs: number): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt8(at)) {
    const isReference = bytes.readUInt8(at + 9) === 0x81;
    const endMs = referenceMs + bytes.readUInt32LE(at + 5) * 1000;
    const number = bytes.readUInt32LE(at + 1);
    if (!isReference) entries.push({ number, endMs, watts: bytes.readUInt16LE(at + 10) / 10 });
  }
  return entries;
}

/** The events that the phone gets for these characteristics from now on. */
async function hear(phone: Phone, meter: string, names: readonly EveName[]): Promise<readonly unknown[]> {
  const heard: unknown[] = [];
  phone.client.on('event', ({ characteristics }: { characteristics: { value: unknown }[] }) =>
    heard.push(...characteristics.map(({ value }) => value)),
  );
  await phone.client.subscribeCharacteristics([...(await idsOf(phone, meter, names))]);
  return heard;
}

async function valuesOf(phone: Phone, meter: string, names: readonly EveName[]) {
  const ids = await idsOf(phone, meter, names);
  if (ids.length < names.length) return [];
  const { characteristics } = await phone.client.getCharacteristics([...ids]);
  return characteristics.map(({ status, value }) => (status ? { status } : { value }));
}

/** The ids of those of the characteristics that exist. */
async function idsOf(phone: Phone, meter: string, names: readonly EveName[]): Promise<readonly string[]> {
  const accessory = (await phone.accessories()).get(`${meter} Power`);
  const all = accessory?.services.flatMap(({ characteristics }) => characteristics) ?? [];
  return names.flatMap((name) => {
    const found = all.find(({ type }) => type === `E863F${EVE[name]}-079E-48FF-8F27-9C2605A29F52`);
    return found ? [`${accessory?.aid}.${found.iid}`] : [];
  });
}
