import { describe, expect, test } from 'vitest';
import { diagnoseLine } from '../../src/doctor/line-diagnosis.ts';
import { listenAtSpeed } from '../../src/doctor/listen.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { groupsOf } from '../../testbed/support/frames.ts';
import { type Act, fails, frame, frames, garbage, gives, meterIn, run, said, silence } from './meter-run.ts';

describe('the mode', () => {
  test('is historique at first, and is logged once', async () => {
    const meter = run([meterIn('historique')]);
    await meter.clock.pass(60_000);
    expect(meter.openings).toEqual(['0 s 1200']);
    expect(meter.lines).toEqual([said.found('historique')]);
  });

  test('is the other one after 6 s without a group', async () => {
    const meter = run([meterIn('standard')]);
    await meter.clock.pass(60_000);
    expect(meter.openings).toEqual(['0 s 1200', '6 s 9600']);
    expect(meter.lines).toEqual([said.found('standard')]);
    expect(meter.readings[0]).toMatchObject({ monotonicMs: 6000, frame: { mode: 'standard' } });
  });

  test('does not change when the source ends by itself: it is opened again in the same one', async () => {
    const meter = run([gives([], async function* () {})]);
    await meter.clock.pass(3_500);
    expect(meter.openings).toEqual(['0 s 1200', '1 s 1200', '3 s 1200']);
  });

  test('that worked last is tried first', async () => {
    const meter = run([meterIn('standard')], { lastMode: 'standard' });
    await meter.clock.pass(10_000);
    expect(meter.openings).toEqual(['0 s 9600']);
  });

  test('is that of the source where the source has only one speed', async () => {
    const meter = run([frames('standard')], { source: { baudRate: 9600 }, lastMode: 'historique' });
    await meter.clock.pass(10_000);
    expect(meter.openings).toEqual(['0 s 9600']);
  });

  test('does not change once a group is valid: a frame then has 10 s to come', async () => {
    const group = frame('historique', 0).subarray(1, 22);
    const meter = run([gives(Array<Uint8Array>(20).fill(group))]);
    await meter.clock.pass(10_000);
    expect(meter.openings).toEqual(['0 s 1200']);
    await meter.clock.pass(1000);
    expect(meter.openings).toEqual(['0 s 1200', '11 s 1200']);
  });

  test('is found again after the meter was switched to the other one', async () => {
    const meter = run([frames('historique', 3, garbage), meterIn('standard')]);
    await meter.clock.pass(60_000);
    expect(meter.openings).toEqual(['0 s 1200', '15 s 1200', '21 s 9600']);
    expect(meter.lines).toEqual([said.found('historique'), said.found('standard')]);
  });

  test('set by the user is the only one that is tried', async () => {
    const meter = run([meterIn('historique')], { mode: 'standard' });
    await meter.clock.pass(33_000);
    expect(meter.openings).toEqual(['0 s 9600', '11 s 9600', '22 s 9600', '33 s 9600']);
    expect(meter.lines).toEqual([said.trouble('fixedFormat', { mode: 'standard' })]);
  });

  test('is searched for as long as it takes, which is logged once', async () => {
    const meter = run([silence]);
    await meter.clock.pass(8 * 3_600_000);
    expect(meter.openings.slice(0, 4)).toEqual(['0 s 1200', '6 s 9600', '12 s 9600', '18 s 1200']);
    expect(meter.openings).toHaveLength(1 + (8 * 3600) / 6);
    expect(meter.lines).toEqual([said.trouble('silent')]);
  });
});

describe('a line with damaged groups', () => {
  const damaged = frame('historique', 10).map((byte, at) => (at === 30 ? byte ^ 1 : byte));

  test('is logged as poor after a minute, and as good after a better minute', async () => {
    const minute = (bytes: Uint8Array) => Array<Uint8Array>(30).fill(bytes);
    const good = minute(frame('historique', 10));
    const meter = run([gives([...good, ...minute(damaged), ...good, ...good])]);
    await meter.clock.pass(200_000);
    expect(meter.lines).toEqual([said.found('historique'), said.poorLine(50, 'parity'), said.goodLine]);
  });

  /** Every sixth byte has two wrong bits: its parity is right, and no group arrives whole. */
  const garbled = (bytes: Uint8Array) =>
    bytes.map((byte, at) => (at % 6 === 4 ? byte ^ (at % 4 === 0 ? 0x03 : 0x24) : byte));
  const longFrame = encodeFrame(
    groupsOf({
      ADSC: '012345678901',
      EAST: '012345678',
      SINSTS: '00450',
      IRMS1: '002',
      URMS1: '231',
      PRM: '01234567890123',
    }),
    'standard',
  );

  test('of which none arrives whole is logged as damaged, and not as no meter, as the doctor says it', async () => {
    const chunks = Array<Uint8Array>(1000).fill(garbled(longFrame));
    const line = gives(chunks);
    const meter = run([(clock, life, baudRate) => (baudRate === 9600 ? line : garbage)(clock, life, baudRate)]);
    await meter.clock.pass(60_000);
    expect(meter.lines).toEqual([said.poorLine(100, 'malformed')]);
    expect(meter.standing).toMatchObject([{ kind: 'noise', percent: 100, mostly: 'malformed' }]);

    const recording = async function* () {
      yield* chunks;
    };
    const hearing = await listenAtSpeed(
      { recorded: true, bytes: recording },
      9600,
      fakeClock(),
      new AbortController().signal,
    );
    const trouble = { kind: 'refused', percent: 100, mostly: 'malformed' };
    expect(diagnoseLine([hearing], {})).toEqual({ kind: 'noise', trouble });
  });

  const half = frame('standard', 10).map((byte, at) => (at === 30 ? byte ^ 1 : byte));

  test('of which a part arrives at last is back, and what is still damaged is said', async () => {
    const chunks = (bytes: Uint8Array) => gives(Array<Uint8Array>(1000).fill(bytes));
    const acts = [...Array<Act>(6).fill(chunks(garbled(longFrame))), chunks(half)];
    const meter = run(acts);
    await meter.clock.pass(200_000);
    expect(meter.lines).toEqual([
      said.poorLine(100, 'malformed'),
      said.found('standard'),
      expect.stringContaining('is back'),
      said.poorLine(50, 'parity'),
    ]);
  });

  /** The address is damaged, so that no frame is complete. */
  const unaddressed = longFrame.map((byte, at) => (at < 60 && at % 6 === 4 ? byte ^ 0x24 : byte));

  test('of which some groups arrive, and no frame, is said to be damaged once', async () => {
    const line = gives(Array<Uint8Array>(1000).fill(unaddressed));
    const meter = run([(clock, life, baudRate) => (baudRate === 9600 ? line : garbage)(clock, life, baudRate)]);
    await meter.clock.pass(300_000);
    expect(meter.lines).toEqual([said.poorLine(67, 'malformed')]);
    expect(meter.standing).toHaveLength(1);
  });

  test('is said to be damaged where frames arrive after all, whatever was wrong in between', async () => {
    const line = gives(Array<Uint8Array>(50).fill(unaddressed));
    const acts = [...Array<Act>(9).fill(line), fails('gone'), gives(Array<Uint8Array>(1000).fill(half))];
    const meter = run(acts, { lastMode: 'standard' });
    await meter.clock.pass(300_000);
    expect(meter.standing).toMatchObject([{ kind: 'noise', percent: 67, mostly: 'malformed' }]);
  });

  test('is no meter where the parity is that of any bytes', async () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, at) => (at % 20 === 0 ? 0x0a : (at * 37 + 11) % 256));
    const meter = run([gives(Array<Uint8Array>(1000).fill(bytes))]);
    await meter.clock.pass(60_000);
    expect(meter.lines).toEqual([said.trouble('garbage')]);
  });

  test('is no meter where most bytes are those of a line to which nothing is connected', async () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, at) => (at % 9 < 8 ? (at % 2) * 0xff : at % 2 ? 0x0a : 0x8d));
    const meter = run([gives(Array<Uint8Array>(1000).fill(bytes))]);
    await meter.clock.pass(60_000);
    expect(meter.lines).toEqual([said.trouble('garbage')]);
  });

  test('is not what a line has whose groups are whole and in no frame', async () => {
    const group = longFrame.subarray(1, 22);
    const line = gives(Array<Uint8Array>(1000).fill(Buffer.concat(Array(8).fill(group))));
    const meter = run([(clock, life, baudRate) => (baudRate === 9600 ? line : garbage)(clock, life, baudRate)]);
    await meter.clock.pass(120_000);
    expect(meter.lines).toEqual([said.trouble('garbage')]);
  });

  test('is not judged by what arrived while the mode was searched', async () => {
    const meter = run([...Array<Act>(99).fill(garbage), frames('historique')]);
    await meter.clock.pass(600_000);
    expect(meter.lines).toEqual([said.trouble('garbage'), said.found('historique')]);
    await meter.clock.pass(100_000);
    expect(meter.lines.slice(2)).toEqual([expect.stringContaining('is back')]);
  });
});
