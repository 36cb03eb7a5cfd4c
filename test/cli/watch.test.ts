import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Failure } from '../../src/cli/session.ts';
import { type WatchOptions, watch } from '../../src/cli/watch.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { digits } from '../../src/source/demo/frames.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';
import { startTcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { type Groups, groupsOf } from '../../testbed/support/frames.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fakeSession } from './session-fake.ts';

const historique = (labels: Groups) => encodeFrame(groupsOf({ ADCO: '012345678901', ...labels }), 'historique');
const frame = (PAPP: string) => historique({ ADPS: '042', PAPP });
const LINE = Uint8Array.of(...frame('00000'), ...frame('01230'));

function fileOf(bytes: Uint8Array): string {
  const folder = temporaryFolder();
  const file = join(folder, 'line.tic');
  writeFileSync(file, bytes);
  return file;
}

async function runWatch(options: WatchOptions, bytes: Uint8Array = LINE) {
  const port = fileOf(bytes);
  const fake = fakeSession('en', { clock: systemClock });
  await watch(port, options, fake.session);
  return { port, ...fake };
}

test('a pipe gets one line for each frame, and the counts at the end', async () => {
  const { printed, remarks } = await runWatch({});
  expect(printed).toEqual([
    '0 VA · yes: more than the subscribed power',
    '1,230 VA · yes: more than the subscribed power',
  ]);
  expect(remarks.at(-1)).toBe('2 frames. 6 groups accepted, 0 refused (0%).');
});

test('a recording of a house that gives without a producer’s contract has the surplus', async () => {
  const { printed } = await runWatch({}, historique({ IINST: '003', PAPP: '00000' }));
  expect(printed).toEqual(['0 VA · ↑ ≈ 690 VA · 3 A']);
});

test('--json gives one object for each frame, with the wire’s own text', async () => {
  const { printed } = await runWatch({ json: true });
  expect(printed.map((line) => JSON.parse(line))).toEqual(
    ['00000', '01230'].map((PAPP) => ({
      at: expect.any(Number),
      mode: 'historique',
      address: '012345678901',
      labels: { ADCO: '012345678901', ADPS: '042', PAPP },
      horodates: {},
      refused: 0,
      reading: {
        phases: 1,
        apparentPowerVA: Number(PAPP),
        registers: {},
        overload: true,
        calendar: { periods: {} },
        // At 0 VA without a current, the surplus is unknown.
        ...(PAPP !== '00000' && { surplusVA: { about: 0, least: 0, most: 0 } }),
      },
    })),
  );
});

test('a live meter gets the W that its wattmeter learns from its index', async () => {
  await using meter = await startTcpMeter();
  const clock = fakeClock();
  const life = new AbortController();
  const { session, printed } = fakeSession('en', { clock, life: life.signal });
  const watching = watch(meter.port, { json: true, mode: 'historique' }, session);
  await meter.waitUntilOpened();
  // 3000 VA and 2400 W: 1 Wh in each frame.
  for (let frames = 1; frames <= 60; frames += 1) {
    meter.write(counting(12_345_678 + frames));
    await expect.poll(() => printed, { interval: 1 }).toHaveLength(frames);
    await clock.pass(1500);
  }
  life.abort();
  await watching;

  const wattmeter = createWattmeter('auto');
  const objects = printed.map((line) => JSON.parse(line));
  const own = objects.map(({ at, reading: { activePowerW: _, activePowerErrorW: __, ...reading }, ...frame }) =>
    wattmeter.measure({ ...reading, monotonicMs: at, frame }),
  );
  expect(objects.map(({ reading }) => reading.activePowerW)).toEqual(own.map(closeTo('activePowerW')));
  expect(objects.map(({ reading }) => reading.activePowerErrorW)).toEqual(own.map(closeTo('activePowerErrorW')));
  expect(objects[0].reading).not.toHaveProperty('activePowerW');
  expect(objects.at(-1).reading.activePowerW).toBeCloseTo(2400, -2);
});

function counting(indexWh: number): Uint8Array {
  return historique({ OPTARIF: 'BASE', BASE: digits(indexWh, 9), PTEC: 'TH..', PAPP: '03000' });
}

const closeTo = (field: 'activePowerW' | 'activePowerErrorW') => (reading: Reading) =>
  reading[field] === undefined ? undefined : expect.closeTo(reading[field], 3);

describe('the hours of the contract', () => {
  const HC_PROFILE = `00008002 0256C001 07568002 1156C001 14568002${' NONUTILE'.repeat(6)}`;
  const at = (horodate: string, easf02 = '000002000') =>
    encodeFrame(
      [
        { label: 'ADSC', data: '012345678901' },
        { label: 'DATE', horodate, data: '' },
        { label: 'LTARF', data: ' HEURE  PLEINE  ' },
        { label: 'EASF01', data: '000001000' },
        { label: 'EASF02', data: easf02 },
        { label: 'NTARF', data: '02' },
        { label: 'NJOURF', data: '00' },
        { label: 'NJOURF+1', data: '00' },
        { label: 'PJOURF+1', data: HC_PROFILE },
      ],
      'standard',
    );
  const FRAMES = Uint8Array.of(
    // The register counts in the end, so that its period is learned after the hours.
    ...['20', '21', '22', '23', '24', '25'].flatMap((second) => [
      ...at(`H2612101800${second}`, second < '23' ? '000002000' : '000002001'),
    ]),
  );
  const HOURS = '02:56-07:56,11:56-14:56';

  test('are in the JSON of a recording, by the time that its frames tell', async () => {
    const { printed } = await runWatch({ json: true, mode: 'standard' }, FRAMES);
    const readings = printed.map((line) => JSON.parse(line).reading);
    expect(readings).toHaveLength(6);
    expect(readings[0]).not.toHaveProperty('calendar.offPeak');
    expect(readings.at(-1)).toMatchObject({
      calendar: {
        ...{ offPeak: HOURS, offPeakTomorrow: HOURS },
        periods: { EASF02: { name: 'HEURE  PLEINE', offPeak: false } },
      },
      offPeakInMinutes: 8 * 60 + 56,
    });
  });

  test('are in the line of a pipe in which they become known, and not in those after it', async () => {
    const { printed } = await runWatch({ mode: 'standard' }, FRAMES);
    const withHours = printed.filter((line) => line.includes('off-peak hours'));
    expect(withHours).toEqual([
      expect.stringMatching(
        / · off-peak hours 02:56–07:56, 11:56–14:56 \(in 8 h 56 min\), tomorrow 02:56–07:56, 11:56–14:56$/,
      ),
    ]);
  });

  test('of a live meter that has no date are by the clock of this machine', async () => {
    await using meter = await startTcpMeter();
    const clock = fakeClock();
    const life = new AbortController();
    const { session, printed } = fakeSession('en', { clock, life: life.signal });
    const watching = watch(meter.port, { json: true, mode: 'standard' }, session);
    await meter.waitUntilOpened();
    for (let frames = 1; frames <= 4; frames += 1) {
      meter.write(at('h261210180000'));
      await expect.poll(() => printed, { interval: 1 }).toHaveLength(frames);
      await clock.pass(1500);
    }
    life.abort();
    await watching;
    expect(JSON.parse(printed.at(-1) ?? '').reading).toMatchObject({ calendar: { offPeak: HOURS } });
  });

  test('stand in --json as the meter writes its profiles, and as hours, and not as what lies between', async () => {
    const { printed } = await runWatch({ json: true, mode: 'standard' }, Uint8Array.from(at('h261210180000')));
    const [{ labels, reading }] = printed.map((line) => JSON.parse(line));
    expect(labels).toHaveProperty('PJOURF+1');
    expect(reading).not.toHaveProperty('dayProfiles');
  });

  test('are not told of a recording whose clock is degraded', async () => {
    const frames = Uint8Array.of(...Array.from({ length: 6 }, () => [...at('h261210180000')]).flat());
    const { printed } = await runWatch({ json: true, mode: 'standard' }, frames);
    expect(printed).toHaveLength(6);
    for (const line of printed) expect(JSON.parse(line).reading).not.toHaveProperty('calendar.offPeak');
  });
});

test('the screen is redrawn in place, and stays when the command ends', async () => {
  const port = fileOf(LINE);
  const { session, printed, drawn } = fakeSession('en', { clock: systemClock });
  const terminal = { ...session.terminal, window: { columns: 80, rows: 24 } };
  await watch(port, {}, { ...session, terminal });
  expect(printed).toEqual([]);
  expect(drawn[0]).toBe('\x1b[?25l');
  expect(drawn.at(-1)).toBe('\x1b[?25h');
  expect(drawn.at(-2)?.slice(0, 5)).toMatch(/\[\d+A/);
  expect(drawn.at(-2)).toContain('1,230 VA');
});

describe('--raw', () => {
  test('says that the number of the meter can be read in the file, unless it is anonymised', async () => {
    const raw = `${fileOf(LINE)}.raw`;
    const says = `The number of the meter can be read in ${raw}: it is for you only. A recording for others is made with --anonymise.`;
    expect((await runWatch({ raw })).remarks).toContain(says);
    const anonymised = await runWatch({ raw: `${fileOf(LINE)}.raw`, anonymise: true });
    expect(anonymised.remarks.join()).not.toContain('can be read');
  });

  test('records the bytes unchanged', async () => {
    const raw = join(temporaryFolder(), 'raw.tic');
    const { remarks } = await runWatch({ raw });
    expect(Uint8Array.from(readFileSync(raw))).toEqual(LINE);
    expect(remarks.at(-1)).toBe(`${LINE.length} bytes are in ${raw}.`);
  });

  test('makes a file that only its owner may read', async () => {
    const raw = `${fileOf(LINE)}.raw`;
    await runWatch({ raw });
    expect(statSync(raw).mode & 0o777).toBe(0o600);
  });

  test('never overwrites a file', async () => {
    const raw = fileOf(LINE);
    await expect(runWatch({ raw })).rejects.toThrow(`${raw} cannot be written (it already exists).`);
    expect(Uint8Array.from(readFileSync(raw))).toEqual(LINE);
  });

  test('with --anonymise records a made-up number', async () => {
    const raw = `${fileOf(LINE)}.raw`;
    await runWatch({ raw, anonymise: true });
    const text = String.fromCharCode(...readFileSync(raw).map((byte) => byte & 0x7f));
    expect(text).toHaveLength(LINE.length);
    expect(text).toContain('ADCO 555555555555');
    expect(text).not.toContain('0123456');
  });

  test('with --anonymise says how many bytes were left out', async () => {
    const raw = `${fileOf(LINE)}.raw`;
    const port = fileOf(Uint8Array.from({ length: 300 }, (_, at) => (at * 37) % 256));
    const { session, remarks } = fakeSession('en', { clock: systemClock });
    await expect(watch(port, { raw, anonymise: true }, session)).rejects.toThrow(Failure);
    expect(remarks.at(-1)).toContain('300 more were left out');
  });
});

test('a file that is not a recording of a meter is a failure', async () => {
  await expect(runWatch({}, Uint8Array.from([1, 2, 3]))).rejects.toThrow('There is not one complete frame');
});
