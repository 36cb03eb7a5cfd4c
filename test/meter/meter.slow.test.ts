import { describe, expect, test } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { SourceError } from '../../src/source/source.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { settled } from '../../testbed/support/clock.ts';
import { type Act, fails, frame, frames, garbage, gives, type Run, run, said, silence, throws } from './meter-run.ts';

const seen = ({ readings }: Run) => readings.map(({ monotonicMs, apparentPowerVA }) => [monotonicMs, apparentPowerVA]);

describe('Readings', () => {
  test('come one for each frame, with its time of arrival, also at 0 VA', async () => {
    const meter = run([frames('historique', 3)]);
    await meter.clock.pass(5000);
    expect(seen(meter)).toEqual([
      [0, 0],
      [2000, 10],
      [4000, 20],
    ]);
  });

  test('come when the frame is complete, wherever its bytes are cut', async () => {
    const bytes = frame('historique', 70);
    const meter = run([gives([bytes.subarray(0, 9), bytes.subarray(9, 30), bytes.subarray(30)])]);
    await meter.clock.pass(4000);
    expect(seen(meter)).toEqual([[4000, 70]]);
  });

  test('of two frames in one chunk both come', async () => {
    const both = Uint8Array.of(...frame('historique', 10), ...frame('historique', 20));
    const meter = run([gives([both])]);
    await meter.clock.pass(0);
    expect(seen(meter)).toEqual([
      [0, 10],
      [0, 20],
    ]);
  });
});

describe('after 10 s without a frame', () => {
  test('the source is closed, and opened again a second later', async () => {
    const meter = run([frames('historique', 3, silence), frames('historique')]);
    await meter.clock.pass(13_999);
    expect([meter.openings.length, meter.open.size, meter.lines]).toEqual([1, 1, [said.found('historique')]]);
    await meter.clock.pass(1);
    expect([meter.openings.length, meter.open.size]).toEqual([1, 0]);
    await meter.clock.pass(1000);
    expect(meter.openings).toEqual(['0 s 1200', '15 s 1200']);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('silent')]);
    await meter.clock.pass(60_000);
    expect(meter.lines.slice(2)).toEqual([said.back(11_000)]);
  });

  test('a line with nothing but garbage is logged as such once each format was tried', async () => {
    const meter = run([frames('historique', 3, garbage), garbage]);
    await meter.clock.pass(32_999);
    expect(meter.lines).toEqual([said.found('historique')]);
    await meter.clock.pass(1);
    expect(meter.openings).toEqual(['0 s 1200', '15 s 1200', '21 s 9600', '27 s 9600', '33 s 1200']);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('garbage')]);
  });

  test('a line that stopped in the middle of a frame is logged as silent', async () => {
    const meter = run([gives([frame('historique', 0), frame('historique', 10).subarray(0, 20)])]);
    await meter.clock.pass(10_000);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('silent')]);
  });
});

describe('openings that fail', () => {
  test('of a serial port are repeated with a delay that grows from 1 s to 3 s', async () => {
    const meter = run([fails('missing')]);
    await meter.clock.pass(14_000);
    expect(meter.openings).toEqual([0, 1, 3, 6, 9, 12].map((second) => `${second} s 1200`));
  });

  test('of a network bridge are repeated with a delay that grows from 1 s to 60 s', async () => {
    const meter = run([fails('unreachable')], { source: { setsOwnSpeed: true } });
    await meter.clock.pass(250_000);
    const at = [0, 1, 3, 7, 15, 31, 63, 123, 183, 243];
    expect(meter.openings).toEqual(at.map((second) => `${second} s 1200`));
  });

  test('for a whole night are logged once', async () => {
    const meter = run([fails('missing')]);
    await meter.clock.pass(8 * 3_600_000);
    expect(meter.lines).toEqual([said.trouble('missing')]);
  });

  test('are repeated after 1 s again once an opening has given a frame', async () => {
    const bad = fails('missing');
    const meter = run([bad, bad, bad, bad, frames('historique', 1, fails('gone')), bad, bad, silence]);
    await meter.clock.pass(22_000);
    expect(meter.openings).toEqual([0, 1, 3, 6, 9, 12, 14, 17].map((second) => `${second} s 1200`));
  });

  test('leave no source open, and no timers or listeners behind', async () => {
    const meter = run([silence, fails('missing')]);
    await meter.clock.pass(86_400_000);
    expect([meter.open.size, meter.clock.waiting, meter.waitingForEnd]).toEqual([0, 1, 1]);
  });
});

describe('a device that is pulled out', () => {
  test('is logged as gone once, and then as back with the time that it was away', async () => {
    const meter = run([
      frames('historique', 2, fails('gone')),
      fails('missing'),
      fails('missing'),
      frames('historique'),
    ]);
    await meter.clock.pass(80_000);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('gone'), said.back(8000)]);
  });

  test('every 400 ms for an hour is logged as gone once, and as back once it has stayed for a minute', async () => {
    const letsGo: Act = async function* (clock, life) {
      yield frame('historique', 10);
      await sleep(400, clock, life);
      throw new SourceError('gone', 'so it is');
    };
    const tries = 3_600_000 / 1_400;
    const meter = run([...Array<Act>(Math.ceil(tries)).fill(letsGo), frames('historique')]);
    await meter.clock.pass(3_600_000);
    expect(meter.lines).toEqual([said.found('historique'), said.trouble('gone')]);
    await meter.clock.pass(120_000);
    expect(meter.lines.slice(2)).toEqual([expect.stringMatching(/is back/)]);
  });
});

describe('64 kB in one chunk', () => {
  const SIZE = 65_536;
  const garbageOf = (size: number) => new Uint8Array(size).fill(0x0a);
  const framesOf = (size: number) => {
    const one = frame('historique', 10);
    return Uint8Array.from({ length: size }, (_, at) => one[at % one.length] as number);
  };

  test.each([
    ['garbage', garbageOf(SIZE)],
    ['frames', framesOf(SIZE)],
  ])('of %s are decoded in pieces, between which the event loop has turns', async (_, bytes) => {
    let turns = 0;
    let turnsOfTheBytes: number | undefined;
    const everyTurn = () => {
      turns += 1;
      if (turnsOfTheBytes === undefined) setImmediate(everyTurn);
    };
    const decoded = new Promise<void>((resolve) => {
      const act: Act = async function* (clock, life) {
        setImmediate(everyTurn);
        yield bytes;
        turnsOfTheBytes = turns;
        resolve();
        yield* silence(clock, life);
      };
      run([act]);
    });
    await decoded;
    expect(turnsOfTheBytes).toBeGreaterThanOrEqual(60);
  });

  test('give the same Readings as frames one by one', async () => {
    const meter = run([gives([framesOf(SIZE)]), silence]);
    while (meter.readings.length < Math.floor(SIZE / frame('historique', 10).length)) await settled();
    expect(new Set(seen(meter).map(String))).toEqual(new Set(['0,10']));
  });
});

describe('unknown labels', () => {
  const withLabels = (...labels: readonly string[]) =>
    encodeFrame(
      ['ADCO', 'PAPP', ...labels].map((label) => ({ label, data: label === 'ADCO' ? '012345678901' : '00010' })),
      'historique',
    );
  const labelsOf = ({ readings }: Run) => readings.map(({ frame: { labels } }) => Object.keys(labels).slice(2));

  test('are accepted from the second frame on, also when that comes in another opening', async () => {
    const once = gives([withLabels('ZZ')], fails('gone'));
    const meter = run([once, once, once]);
    await meter.clock.pass(8_000);
    expect(labelsOf(meter)).toEqual([[], ['ZZ'], ['ZZ']]);
  });

  test('are accepted up to 32 of them; that there are more is logged once', async () => {
    const many = Array.from({ length: 40 }, (_, n) => `ZZ${n}`);
    const meter = run([gives(Array(9).fill(withLabels(...many)))]);
    await meter.clock.pass(20_000);
    expect(labelsOf(meter).at(-1)).toHaveLength(32);
    expect(meter.lines).toEqual([said.found('historique'), said.moreLabels(32)]);
  });
});

describe('an opening that throws', () => {
  test.each([
    ['an error', new Error('boom'), 'boom'],
    ['an error with a code', Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }), 'EIO: i/o error'],
    ['a text', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
    ['a SourceError', new SourceError('other', 'boom'), 'boom'],
  ])('is retried, and logged as "other": %s', async (_, thrown, reason) => {
    const meter = run([throws(thrown), frames('historique')]);
    await meter.clock.pass(3000);
    expect(meter.lines).toEqual([said.trouble('other', { says: reason }), said.found('historique')]);
  });

  test('before its first byte is requested is retried, too', async () => {
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

describe('when its life ends, a meter ends at once, closes its source, cancels its timers and logs nothing:', () => {
  test.each([
    ['before the first byte', 0, silence],
    ['while no bytes arrive', 3000, silence],
    ['while frames arrive', 3000, frames('historique')],
    ['while it waits for the next try', 3500, fails('missing')],
  ])('%s', async (_, ms, act) => {
    const meter = run([act]);
    if (ms > 0) await meter.clock.pass(ms);
    const said = meter.lines.length;
    await meter.end();
    expect(meter.ended).toBe(true);
    expect([meter.open.size, meter.clock.waiting, meter.lines.length]).toEqual([0, 0, said]);
  });

  test('although the source throws because of it', async () => {
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
  const recording = { source: { recorded: true, baudRate: 9600 } } as const;
  const ends: Act = async function* () {
    yield frame('standard', 10);
    yield frame('standard', 20);
  };

  test('is read once, in the mode of its speed, and ends the meter', async () => {
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
    expect(meter.lines).toEqual([said.trouble('forbidden'), said.found('standard')]);
  });
});
