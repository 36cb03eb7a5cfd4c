import { describe, expect, test } from 'vitest';
import { SourceError } from '../src/source/source.ts';
import { type Act, fails, frame, frames, garbage, gives, type Run, run, said, silence, throws } from './meter-run.ts';

const seen = ({ readings }: Run) => readings.map(({ monotonicMs, apparentPowerVA }) => [monotonicMs, apparentPowerVA]);

describe('readings', () => {
  test('are handed out frame by frame, with the time of arrival, 0 VA included', async () => {
    const meter = run([frames('historique', 3)]);
    await meter.clock.pass(5000);
    expect(seen(meter)).toEqual([
      [0, 0],
      [2000, 10],
      [4000, 20],
    ]);
  });

  test('come out where the frame ends, however it is cut', async () => {
    const bytes = frame('historique', 70);
    const meter = run([gives([bytes.subarray(0, 9), bytes.subarray(9, 30), bytes.subarray(30)])]);
    await meter.clock.pass(4000);
    expect(seen(meter)).toEqual([[4000, 70]]);
  });

  test('of several frames at once are all handed out', async () => {
    const both = Uint8Array.of(...frame('historique', 10), ...frame('historique', 20));
    const meter = run([gives([both])]);
    await meter.clock.pass(0);
    expect(seen(meter)).toEqual([
      [0, 10],
      [0, 20],
    ]);
  });
});

describe('10 s without a frame', () => {
  test('close the source and open it again a second later', async () => {
    const meter = run([frames('historique', 3, silence), frames('historique')]);
    await meter.clock.pass(13_999);
    expect([meter.openings.length, meter.open.size, meter.lines]).toEqual([1, 1, [said.found('historique')]]);
    await meter.clock.pass(1);
    expect([meter.openings.length, meter.open.size]).toEqual([1, 0]);
    await meter.clock.pass(1000);
    expect(meter.openings).toEqual(['0 s 1200', '15 s 1200']);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('silent'), said.back(11_000)]);
  });

  test('of garbage are an unreadable line', async () => {
    const meter = run([frames('historique', 3, garbage)]);
    await meter.clock.pass(14_000);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('unreadable')]);
  });

  test('after half a frame are silence all the same', async () => {
    const meter = run([gives([frame('historique', 0), frame('historique', 10).subarray(0, 20)])]);
    await meter.clock.pass(10_000);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('silent')]);
  });
});

describe('openings that fail', () => {
  test('are spaced out, from 1 s to 60 s', async () => {
    const meter = run([fails('missing')]);
    await meter.clock.pass(250_000);
    const at = [0, 1, 3, 7, 15, 31, 63, 123, 183, 243];
    expect(meter.openings).toEqual(at.map((second) => `${second} s 1200`));
  });

  test('in a night are one line', async () => {
    const meter = run([fails('missing')]);
    await meter.clock.pass(8 * 3_600_000);
    expect(meter.lines).toEqual([said.trouble('missing', 'so it is')]);
  });

  test('are spaced from 1 s again after a good one', async () => {
    const bad = fails('missing');
    const meter = run([bad, bad, bad, bad, frames('historique', 1, fails('gone')), bad, bad, silence]);
    await meter.clock.pass(29_000);
    expect(meter.openings).toEqual([0, 1, 3, 7, 15, 18, 20, 24].map((second) => `${second} s 1200`));
  });

  test('leave nothing behind', async () => {
    const meter = run([silence, fails('missing')]);
    await meter.clock.pass(86_400_000);
    expect([meter.open.size, meter.clock.waiting, meter.waitingForEnd]).toEqual([0, 1, 1]);
  });
});

describe('a device that is pulled out', () => {
  test('is said to be gone, once, and back after so long', async () => {
    const meter = run([
      frames('historique', 2, fails('gone')),
      fails('missing'),
      fails('missing'),
      frames('historique'),
    ]);
    await meter.clock.pass(60_000);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('gone', 'so it is'), said.back(9000)]);
  });
});

describe('whatever a source throws', () => {
  test.each([
    ['an error', new Error('boom'), 'boom'],
    ['an error with a code', Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }), 'EIO: i/o error'],
    ['a text', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
    ['a SourceError', new SourceError('other', 'boom'), 'boom'],
  ])('is survived: %s', async (_, thrown, reason) => {
    const meter = run([throws(thrown), frames('historique')]);
    await meter.clock.pass(3000);
    expect(meter.lines).toEqual([said.trouble('other', reason), said.found('historique')]);
  });

  test('is survived at once when it throws before it is asked', async () => {
    const meter = run([
      () => {
        throw new TypeError('boom');
      },
      frames('historique'),
    ]);
    await meter.clock.pass(3000);
    expect(meter.readings).toHaveLength(2);
  });
});

describe('the end of its life is the end of the meter at once, with nothing left open, waited for or said:', () => {
  test.each([
    ['before anything has come', 0, silence],
    ['while it listens', 3000, silence],
    ['while it reads', 3000, frames('historique')],
    ['while it waits', 3500, fails('missing')],
  ])('%s', async (_, ms, act) => {
    const meter = run([act]);
    if (ms > 0) await meter.clock.pass(ms);
    const said = meter.lines.length;
    await meter.end();
    expect(meter.ended).toBe(true);
    expect([meter.open.size, meter.clock.waiting, meter.lines.length]).toEqual([0, 0, said]);
  });

  test('even if the source breaks of it', async () => {
    const breaks: Act = async function* (clock, life) {
      yield* silence(clock, life);
      throw new Error('aborted');
    };
    const meter = run([breaks]);
    await meter.clock.pass(1000);
    await meter.end();
    expect([meter.ended, meter.lines]).toEqual([true, []]);
  });
});

describe('a recording', () => {
  const recording = { recorded: true, baudRate: 9600 } as const;
  const ends: Act = async function* () {
    yield frame('standard', 10);
    yield frame('standard', 20);
  };

  test('is read once, in the mode of its speed, and then it is over', async () => {
    const meter = run([ends], recording);
    await meter.clock.pass(60_000);
    expect(seen(meter)).toEqual([
      [0, 10],
      [0, 20],
    ]);
    expect([meter.openings, meter.ended, meter.lines]).toEqual([['0 s 9600'], true, [said.found('standard')]]);
  });

  test('that cannot be opened is tried again', async () => {
    const meter = run([fails('forbidden'), ends], recording);
    await meter.clock.pass(1000);
    expect([meter.openings.length, meter.ended]).toEqual([2, true]);
    expect(meter.lines).toEqual([said.trouble('forbidden', 'so it is'), said.found('standard')]);
  });
});
