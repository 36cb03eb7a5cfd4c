import { describe, expect, test } from 'vitest';
import { MeterLog, type OpeningEnd } from '../../src/meter/meter-log.ts';
import { SourceError, type SourceTrouble } from '../../src/source/source.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { listLog } from '../../testbed/support/log.ts';
import { NAME, PORT, said, texts } from './meter-run.ts';

const HISTORIQUE = { mode: 'historique', baudRate: 1200 } as const;
const FAST_HISTORIQUE = { mode: 'historique', baudRate: 9600 } as const;
const STANDARD = { mode: 'standard', baudRate: 9600 } as const;

/** The log of a meter for which three formats are tried. */
function meterWithLog() {
  const clock = fakeClock();
  const { log, lines, debug } = listLog();
  const meterLog = new MeterLog({ name: NAME, port: PORT, log, texts, clock }, 3);
  const ends = (...endings: readonly OpeningEnd[]) => {
    for (const ending of endings) meterLog.openingEnded(ending);
  };
  /** A frame every two seconds, the first of them now. */
  const frames = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 2_000) {
      meterLog.frameArrived(HISTORIQUE);
      await clock.pass(2_000);
    }
  };
  return { clock, meterLog, ends, frames, lines, debug };
}

const broken = (trouble: SourceTrouble): OpeningEnd => {
  return { kind: 'broken', frames: 0, error: new SourceError(trouble, 'ENOENT') };
};
const silent: OpeningEnd = { kind: 'silent', frames: 0, wasReceivingBytes: false };
const unreadable: OpeningEnd = { kind: 'silent', frames: 0, wasReceivingBytes: true };
const wrongFormat = (wasReceivingBytes: boolean): OpeningEnd => ({ kind: 'wrongFormat', frames: 0, wasReceivingBytes });

describe('that the meter was found', () => {
  test('is logged once, at the first frame', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.frameArrived(HISTORIQUE);
    meterLog.frameArrived(HISTORIQUE);
    expect(lines).toEqual([said.found('historique')]);
  });

  test('is logged again when the meter answers in the other mode', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.frameArrived(HISTORIQUE);
    meterLog.frameArrived(STANDARD);
    expect(lines).toEqual([said.found('historique'), said.found('standard')]);
  });

  test('is logged with the speed where it is not the usual one of the mode', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.frameArrived(FAST_HISTORIQUE);
    expect(lines).toEqual([said.found('historique', 9600)]);
    expect(lines[0]).toContain('in historique mode at 9600 bauds.');
  });

  test('is not logged again at another speed, at which an adapter without a speed is read as well: it is back', async () => {
    const { clock, meterLog, ends, lines, frames } = meterWithLog();
    meterLog.frameArrived(FAST_HISTORIQUE);
    ends(silent);
    await clock.pass(100_000);
    await frames(62_000);
    expect(lines).toEqual([said.found('historique', 9600), said.trouble('silent'), said.back(100_000)]);
  });

  test('is logged once for each mode when the mode changes with every opening', () => {
    const { meterLog, ends, lines } = meterWithLog();
    for (let n = 0; n < 60; n += 1) {
      meterLog.frameArrived(n % 2 === 0 ? HISTORIQUE : STANDARD);
      ends(broken('gone'));
    }
    const gone = said.trouble('gone', 'ENOENT');
    expect(lines).toEqual([said.found('historique'), gone, said.found('standard'), gone]);
  });

  test('is logged again for the mode in which the meter stays well', async () => {
    const { meterLog, ends, lines, frames } = meterWithLog();
    for (const format of [HISTORIQUE, STANDARD]) {
      meterLog.frameArrived(format);
      ends(silent);
    }
    await frames(62_000);
    expect(lines.slice(4)).toEqual([said.found('historique')]);
    meterLog.frameArrived(STANDARD);
    expect(lines.slice(5)).toEqual([said.found('standard')]);
  });

  test('is logged after a trouble before the first frame, in the place of "back"', () => {
    const { meterLog, ends, lines } = meterWithLog();
    ends(silent);
    meterLog.frameArrived(HISTORIQUE);
    expect(lines).toEqual([said.trouble('silent'), said.found('historique')]);
  });
});

describe('a trouble', () => {
  test('of the kind "other" is logged with the message of the system', () => {
    const { ends, lines } = meterWithLog();
    ends(broken('other'));
    expect(lines).toEqual([said.trouble('other', 'ENOENT')]);
    expect(lines[0]).toContain('ENOENT');
  });

  test('that repeats is logged once; its repetitions go to the debug log', () => {
    const { ends, lines, debug } = meterWithLog();
    ends(...Array<OpeningEnd>(1000).fill(silent));
    expect(lines).toEqual([said.trouble('silent')]);
    expect(debug).toHaveLength(999);
  });

  test.each(['missing', 'forbidden', 'busy', 'unreachable', 'gone', 'unsupported'] as const)(
    'of the kind "%s" has the message of the system in the debug log only',
    (trouble) => {
      const { ends, lines, debug } = meterWithLog();
      ends(broken(trouble));
      expect(lines.join()).not.toContain('ENOENT');
      expect(debug.join()).toContain('ENOENT');
    },
  );

  test('of another kind is logged, too', () => {
    const { ends, lines } = meterWithLog();
    ends(broken('missing'), broken('forbidden'), silent, unreadable);
    expect(lines).toHaveLength(4);
  });

  test('that comes and goes all night is logged once for each kind', () => {
    const { ends, lines } = meterWithLog();
    for (let n = 0; n < 1000; n += 1) ends(silent, unreadable, broken('gone'));
    expect(lines).toEqual([said.trouble('silent'), said.trouble('unreadable'), said.trouble('gone', 'ENOENT')]);
  });

  test('"missing" is not logged after "gone": both are the device that was pulled out', () => {
    const { ends, lines } = meterWithLog();
    ends(broken('gone'), broken('missing'), broken('missing'), broken('gone'));
    expect(lines).toEqual([said.trouble('gone', 'ENOENT')]);
  });

  test('is over after a minute of frames, and its length is logged', async () => {
    const { clock, meterLog, ends, lines, frames } = meterWithLog();
    meterLog.frameArrived(HISTORIQUE);
    ends(broken('gone'));
    await clock.pass(180_000);
    await frames(60_000);
    expect(lines.slice(1)).toEqual([said.trouble('gone', 'ENOENT')]);
    await frames(10_000);
    expect(lines.slice(1)).toEqual([said.trouble('gone', 'ENOENT'), said.back(180_000)]);
  });

  test('that comes back within that minute is not over, and is not logged again', async () => {
    const { ends, lines, frames } = meterWithLog();
    for (let n = 0; n < 100; n += 1) {
      await frames(58_000);
      ends(silent);
    }
    expect(lines).toEqual([said.found('historique'), said.trouble('silent')]);
    await frames(62_000);
    expect(lines.slice(2)).toEqual([said.back(99 * 58_000 + 2_000)]);
  });

  test('that comes back after that minute is logged again', async () => {
    const { ends, lines, frames } = meterWithLog();
    for (let n = 0; n < 2; n += 1) {
      ends(silent);
      await frames(62_000);
    }
    expect(lines).toEqual([said.trouble('silent'), said.found('historique'), said.trouble('silent'), said.back(2_000)]);
  });

  test('before the first frame is over with that frame, and is logged again when it comes back', async () => {
    const { ends, lines, frames } = meterWithLog();
    ends(broken('gone'));
    await frames(40_000);
    ends(broken('gone'));
    const gone = said.trouble('gone', 'ENOENT');
    expect(lines).toEqual([gone, said.found('historique'), gone]);
    await frames(62_000);
    expect(lines.slice(3)).toEqual([said.back(2_000)]);
  });

  test('before the meter is found in another mode is over then, and is logged again when it comes back', async () => {
    const { meterLog, ends, lines, frames } = meterWithLog();
    await frames(62_000);
    ends(silent);
    meterLog.frameArrived(STANDARD);
    ends(silent);
    expect(lines).toEqual([
      said.found('historique'),
      said.trouble('silent'),
      said.found('standard'),
      said.trouble('silent'),
    ]);
  });
});

test('more unknown labels than are accepted are logged once', () => {
  const { meterLog, lines } = meterWithLog();
  for (let n = 0; n < 3; n += 1) meterLog.tooManyLabels(32);
  expect(lines).toEqual([`warn ${texts.moreLabels(NAME, 32)}`]);
});

describe.each(['en', 'fr'] as const)('each line in %s', (language) => {
  const { meter } = textsIn[language];
  const lines = [
    meter.found('Linky', PORT, 'historique'),
    meter.back('Linky', 90_000_000),
    ...Object.values(meter.trouble).map((says) => says('Linky', PORT, 'Input/output error')),
    ...['parity', 'checksum', 'malformed', 'form', 'overlong'].map((kind) => meter.poorLine('Linky', 13, kind)),
    meter.goodLine('Linky'),
    meter.moreLabels('Linky', 32),
  ];

  test.each(lines)('has at most 180 characters: %s', (line) => {
    expect(line.length).toBeLessThanOrEqual(180);
  });
});

describe('while the mode is searched', () => {
  test('one wrong format, or two of three, are no trouble', () => {
    const { ends, lines } = meterWithLog();
    ends(wrongFormat(true), wrongFormat(true));
    expect(lines).toEqual([]);
  });

  test.each([
    [false, false, false, 'silent'],
    [true, false, false, 'unreadable'],
    [false, true, false, 'unreadable'],
    [false, false, true, 'unreadable'],
    [true, true, true, 'unreadable'],
  ] as const)('bytes in the first format: %s, the second: %s, the third: %s, which is logged as %s', (...heard) => {
    const [one, another, third, kind] = heard;
    const { ends, lines } = meterWithLog();
    ends(wrongFormat(one), wrongFormat(another), wrongFormat(third));
    expect(lines).toEqual([said.trouble(kind)]);
  });

  test('the last try of each format decides', () => {
    const { ends, lines } = meterWithLog();
    ends(...[false, false, false, false, true].map(wrongFormat));
    expect(lines).toEqual([said.trouble('silent'), said.trouble('unreadable')]);
  });

  test('a frame makes the search begin again', () => {
    const { meterLog, ends, lines } = meterWithLog();
    ends(wrongFormat(true), wrongFormat(true));
    meterLog.frameArrived(HISTORIQUE);
    ends(wrongFormat(true), wrongFormat(true));
    expect(lines).toEqual([said.found('historique')]);
  });
});

describe('the quality of a line', () => {
  test('is logged when it becomes poor, with share and reason, and when it becomes good again', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.qualityChanged({ kind: 'poor', share: 0.126, mostly: 'parity' });
    meterLog.qualityChanged({ kind: 'good' });
    expect(lines).toEqual([said.poorLine(13, 'parity'), said.goodLine]);
  });

  test('is not logged when it has not changed', () => {
    const { meterLog, lines } = meterWithLog();
    meterLog.qualityChanged(undefined);
    expect(lines).toEqual([]);
  });
});
