import { describe, expect, test } from 'vitest';
import { type Heard, type LoggedMeter, MeterLog, type OpeningEnd } from '../../src/meter/meter-log.ts';
import { SourceError, type SourceTrouble } from '../../src/source/source.ts';
import { fakeClock, settled } from '../../testbed/support/clock.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { METER, said } from './meter-run.ts';

const HISTORIQUE = { mode: 'historique', baudRate: 1200 } as const;
const FAST_HISTORIQUE = { mode: 'historique', baudRate: 9600 } as const;
const STANDARD = { mode: 'standard', baudRate: 9600 } as const;

/** What is reported about a meter for which so many formats are tried. */
function meterWithLog(formats = 3, settings: Partial<Pick<LoggedMeter, 'mode' | 'baudRate' | 'otherReaders'>> = {}) {
  const clock = fakeClock();
  const { troubles, lines, debug } = loggedTroubles(clock);
  const meterLog = new MeterLog(
    { ...METER, mode: 'auto', baudRate: 'auto', reports: troubles, clock, ...settings },
    formats,
  );
  const ends = async (...endings: readonly OpeningEnd[]) => {
    for (const ending of endings) await meterLog.openingEnded(ending);
  };
  /** A frame every two seconds, the first of them now. */
  const frames = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 2_000) {
      meterLog.frameArrived(HISTORIQUE);
      await clock.pass(2_000);
    }
  };
  return { clock, meterLog, ends, frames, lines, debug, troubles };
}

const broken = (trouble: SourceTrouble): OpeningEnd => {
  return { kind: 'broken', frames: 0, error: new SourceError(trouble, 'ENOENT') };
};
const silent: OpeningEnd = { kind: 'silent', frames: 0, heard: 'nothing' };
const garbage: OpeningEnd = { kind: 'silent', frames: 0, heard: 'bytes' };
const begun: OpeningEnd = { kind: 'silent', frames: 0, heard: 'begun' };
const wrongFormat = (heard: Heard): OpeningEnd => ({ kind: 'wrongFormat', frames: 0, heard });

describe('that the meter was found', () => {
  test('is said once, at the first frame', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.frameArrived(HISTORIQUE);
    meterLog.frameArrived(HISTORIQUE);
    expect(lines).toEqual([said.found('historique')]);
  });

  test('is said with the speed where it is not the usual one of the mode', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.frameArrived(FAST_HISTORIQUE);
    expect(lines).toEqual([said.found('historique', 9600)]);
    expect(lines[0]).toContain('in historique mode at 9600 baud.');
  });

  test('is not said again at another speed, at which an adapter without a speed is read as well: it is back', async () => {
    const { clock, meterLog, ends, lines, frames } = meterWithLog();
    meterLog.frameArrived(FAST_HISTORIQUE);
    await ends(silent);
    await clock.pass(100_000);
    await frames(62_000);
    expect(lines).toEqual([said.found('historique', 9600), said.trouble('silent'), said.back(100_000)]);
  });

  test('is said once for each mode, also when the mode changes with every opening', async () => {
    const { meterLog, ends, lines } = meterWithLog();
    for (let n = 0; n < 60; n += 1) {
      meterLog.frameArrived(n % 2 === 0 ? HISTORIQUE : STANDARD);
      await ends(broken('gone'));
    }
    expect(lines).toEqual([said.found('historique'), said.trouble('gone'), said.found('standard')]);
  });

  test('is said besides that the meter is back when it was in trouble before its first frame', async () => {
    const { ends, lines, frames } = meterWithLog();
    await ends(silent);
    await frames(62_000);
    expect(lines).toEqual([said.trouble('silent'), said.found('historique'), said.back(0)]);
  });
});

describe('a trouble', () => {
  test('of the kind "other" is said with the message of the system', async () => {
    const { ends, lines } = meterWithLog();
    await ends(broken('other'));
    expect(lines).toEqual([said.trouble('other', { says: 'ENOENT' })]);
    expect(lines[0]).toContain('ENOENT');
  });

  test('that repeats is said once; its repetitions go to the debug log', async () => {
    const { ends, lines, debug } = meterWithLog();
    await ends(...Array<OpeningEnd>(1000).fill(silent));
    expect(lines).toEqual([said.trouble('silent')]);
    expect(debug).toHaveLength(999);
  });

  test.each(['missing', 'forbidden', 'busy', 'unreachable', 'gone', 'unsupported'] as const)(
    'of the kind "%s" is said without the message of the system, which is on the list',
    async (kind) => {
      const { ends, lines, troubles } = meterWithLog();
      await ends(broken(kind));
      expect(lines.join()).not.toContain('ENOENT');
      expect(troubles.standing).toMatchObject([{ part: 'line', kind, says: 'ENOENT', meter: METER.slug }]);
    },
  );

  test('of another kind takes its place on the list, and is said, too', async () => {
    const { ends, lines, troubles } = meterWithLog(1);
    await ends(broken('missing'), broken('forbidden'), silent, garbage);
    expect(lines).toHaveLength(4);
    expect(troubles.standing.map(({ kind }) => kind)).toEqual(['garbage']);
  });

  test('that comes and goes all night is said once for each kind', async () => {
    const { ends, lines } = meterWithLog(1);
    for (let n = 0; n < 1000; n += 1) await ends(silent, garbage, broken('gone'));
    expect(lines).toEqual([said.trouble('silent'), said.trouble('garbage'), said.trouble('gone')]);
  });

  test('"missing" is not said after "gone": both are the device that was pulled out', async () => {
    const { ends, lines } = meterWithLog();
    await ends(broken('gone'), broken('missing'), broken('missing'), broken('gone'));
    expect(lines).toEqual([said.trouble('gone')]);
  });

  test('is off the list with the first frame, and the log says so after a minute, with its length', async () => {
    const { clock, meterLog, ends, lines, frames, troubles } = meterWithLog();
    meterLog.frameArrived(HISTORIQUE);
    await ends(broken('gone'));
    await clock.pass(180_000);
    expect(troubles.standing).toHaveLength(1);
    meterLog.frameArrived(HISTORIQUE);
    expect(troubles.standing).toEqual([]);
    await frames(58_000);
    expect(lines.slice(1)).toEqual([said.trouble('gone')]);
    await frames(2_000);
    expect(lines.slice(1)).toEqual([said.trouble('gone'), said.back(180_000)]);
  });

  test('stands since the last frame, where there was one', async () => {
    const { clock, meterLog, ends, troubles } = meterWithLog();
    await clock.pass(5_000);
    meterLog.frameArrived(HISTORIQUE);
    const lastFrame = clock.wall();
    await clock.pass(10_000);
    await ends(silent);
    expect(troubles.standing).toMatchObject([{ kind: 'silent', since: lastFrame }]);
  });

  test('that comes back within that minute is on the list again, and is not said again', async () => {
    const { ends, lines, frames, troubles } = meterWithLog();
    for (let n = 0; n < 100; n += 1) {
      await frames(58_000);
      await ends(silent);
      expect(troubles.standing).toHaveLength(1);
    }
    expect(lines).toEqual([said.found('historique'), said.trouble('silent')]);
  });

  test('that comes back after that minute is said again', async () => {
    const { ends, lines, frames } = meterWithLog();
    for (let n = 0; n < 2; n += 1) {
      await ends(silent);
      await frames(62_000);
    }
    expect(lines.filter((line) => line === said.trouble('silent'))).toHaveLength(2);
  });
});

test('more unknown labels than are accepted are said once', () => {
  const { meterLog, lines } = meterWithLog();
  for (let n = 0; n < 3; n += 1) meterLog.tooManyLabels(32);
  expect(lines).toEqual([said.moreLabels(32)]);
});

describe('of bytes that are no frame', () => {
  test('nothing is said before they have come for as long as a frame takes', async () => {
    const { ends, lines, troubles } = meterWithLog(1);
    await ends(begun, begun, begun);
    expect([lines, troubles.standing]).toEqual([[], []]);
  });

  test('what the settings fix is said, where they fix the mode, the speed or both', async () => {
    for (const [fixed, wanted] of [
      [{ mode: 'standard' }, 'mode standard'],
      [{ baudRate: 1200 }, '1200 baud'],
      [{ mode: 'historique', baudRate: 9600 }, 'mode historique, 9600 baud'],
    ] as const) {
      const { ends, lines } = meterWithLog(1, fixed);
      await ends(garbage);
      expect(lines).toEqual([said.trouble('fixedFormat', fixed)]);
      expect(lines[0]).toContain(wanted);
    }
  });

  test('after a frame say nothing, where the meter may speak in another format from now on', async () => {
    const { meterLog, ends, lines, troubles } = meterWithLog();
    meterLog.frameArrived(HISTORIQUE);
    await ends({ ...garbage, frames: 1 }, wrongFormat('bytes'), wrongFormat('bytes'));
    expect([lines, troubles.standing]).toEqual([[said.found('historique')], []]);
    await ends(wrongFormat('bytes'));
    expect(lines.slice(1)).toEqual([said.trouble('garbage')]);
  });

  test('and in which there are groups, they are said once as many openings as there are formats heard no frame', async () => {
    const { ends, lines } = meterWithLog();
    await ends(garbage, garbage);
    expect(lines).toEqual([]);
    await ends(garbage);
    expect(lines).toEqual([said.trouble('garbage')]);
  });
});

describe('while the mode is searched', () => {
  test.each(['bytes', 'nothing'] as const)('%s in one format, or in two of three, are no trouble', async (heard) => {
    const { ends, lines } = meterWithLog();
    await ends(wrongFormat(heard), wrongFormat(heard));
    expect(lines).toEqual([]);
  });

  test.each([
    ['nothing', 'nothing', 'nothing', 'silent'],
    ['bytes', 'bytes', 'bytes', 'garbage'],
    ['bytes', 'nothing', 'nothing', undefined],
    ['nothing', 'bytes', 'nothing', undefined],
    ['nothing', 'begun', 'bytes', undefined],
    ['begun', 'bytes', 'bytes', undefined],
    ['begun', 'begun', 'begun', undefined],
  ] as const)('in the first format %s, in the second %s, in the third %s: said is %s', async (...heard) => {
    const [one, another, third, kind] = heard;
    const { ends, lines } = meterWithLog();
    await ends(wrongFormat(one), wrongFormat(another), wrongFormat(third));
    expect(lines).toEqual(kind ? [said.trouble(kind)] : []);
  });

  test('the last try of each format decides', async () => {
    const { ends, lines } = meterWithLog();
    await ends(...(['nothing', 'nothing', 'nothing', 'nothing', 'bytes', 'bytes'] as const).map(wrongFormat));
    expect(lines).toEqual([said.trouble('silent')]);
    await ends(wrongFormat('bytes'));
    expect(lines.slice(1)).toEqual([said.trouble('garbage')]);
  });

  test('bytes that come and go are no meter once each format was tried since they came first', async () => {
    const { ends, lines } = meterWithLog();
    await ends(...(['begun', 'nothing', 'bytes', 'nothing', 'nothing'] as const).map(wrongFormat));
    expect(lines).toEqual([]);
    await ends(wrongFormat('begun'));
    expect(lines).toEqual([said.trouble('garbage')]);
  });

  test('bytes that come after a silence are no trouble before each format was tried', async () => {
    const { ends, lines } = meterWithLog();
    await ends(...Array(6).fill(wrongFormat('nothing')));
    expect(lines).toEqual([said.trouble('silent')]);
    await ends(...(['begun', 'bytes', 'bytes'] as const).map(wrongFormat));
    expect(lines).toHaveLength(1);
  });

  test('a frame makes the search begin again', async () => {
    const { meterLog, ends, lines } = meterWithLog();
    await ends(wrongFormat('bytes'), wrongFormat('bytes'));
    meterLog.frameArrived(HISTORIQUE);
    await ends(wrongFormat('bytes'), wrongFormat('bytes'));
    expect(lines).toEqual([said.found('historique')]);
  });
});

describe('another program that reads the same port', () => {
  const otherReaders = async () => ['cat'];

  test('is named where no frame is heard, in the place of silence and garbage', async () => {
    const { ends, lines } = meterWithLog(1, { otherReaders });
    await ends(silent, garbage);
    expect(lines).toEqual([said.trouble('shared', { holders: ['cat'] })]);
  });

  test('steers no terminal with its name', async () => {
    const { ends, lines } = meterWithLog(1, { otherReaders: async () => ['\x1b]0;mine\x07cat'] });
    await ends(silent);
    expect(lines).toEqual([said.trouble('shared', { holders: ['cat'] })]);
  });

  test('is not looked for before a trouble would be said', async () => {
    let looks = 0;
    const counted = async () => {
      looks += 1;
      return ['cat'];
    };
    const { ends, lines } = meterWithLog(3, { otherReaders: counted });
    await ends(wrongFormat('nothing'), wrongFormat('bytes'), begun, broken('gone'));
    expect([looks, lines]).toEqual([0, [said.trouble('gone')]]);
  });

  test('is named where a part of what comes is damaged, and no more once it is whole', async () => {
    const { meterLog, lines, troubles } = meterWithLog(3, { otherReaders });
    meterLog.qualityChanged({ kind: 'poor', share: 0.3, mostly: 'malformed' });
    await expect.poll(() => troubles.standing).toMatchObject([{ kind: 'shared', holders: ['cat'], percent: 30 }]);
    meterLog.qualityChanged({ kind: 'good' });
    expect(troubles.standing).toEqual([]);
    expect(lines.slice(1)).toEqual([said.goodLine]);
  });

  test('that is found only once the line is good again is not said', async () => {
    const found = Promise.withResolvers<readonly string[]>();
    const { meterLog, lines, troubles } = meterWithLog(3, { otherReaders: () => found.promise });
    meterLog.qualityChanged({ kind: 'poor', share: 0.3, mostly: 'malformed' });
    meterLog.qualityChanged({ kind: 'good' });
    found.resolve(['cat']);
    await settled();
    expect([lines, troubles.standing]).toEqual([[], []]);
  });
});

describe('the quality of a line', () => {
  test('is said when it becomes poor, with share and reason, and when it becomes good again', async () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.qualityChanged({ kind: 'poor', share: 0.126, mostly: 'parity' });
    await expect.poll(() => lines).toEqual([said.poorLine(13, 'parity')]);
    meterLog.qualityChanged({ kind: 'good' });
    expect(lines).toEqual([said.poorLine(13, 'parity'), said.goodLine]);
  });

  test('is said again when it becomes poor once more while nothing can be read, as soon as there are frames', async () => {
    const { meterLog, ends, frames, lines } = meterWithLog(1);
    const poor = { kind: 'poor', share: 0.5, mostly: 'parity' } as const;
    await frames(2_000);
    meterLog.qualityChanged(poor);
    await settled();
    meterLog.qualityChanged({ kind: 'good' });
    await ends({ ...garbage, groups: { accepted: 1, faults: { malformed: 9 } } });
    meterLog.qualityChanged(poor);
    await settled();
    await frames(62_000);
    expect(lines.filter((line) => line === said.poorLine(50, 'parity'))).toHaveLength(2);
  });

  test('is not looked into at each frame', async () => {
    let looks = 0;
    const otherReaders = async () => {
      looks += 1;
      return [];
    };
    const { meterLog, frames } = meterWithLog(3, { otherReaders });
    await frames(2_000);
    meterLog.qualityChanged({ kind: 'poor', share: 0.5, mostly: 'parity' });
    await frames(20_000);
    expect(looks).toBe(1);
  });

  test('is not said when it has not changed', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.qualityChanged(undefined);
    expect(lines).toEqual([]);
  });
});
