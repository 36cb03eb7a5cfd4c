import { describe, expect, test } from 'vitest';
import { MeterLog, type OpeningEnd } from '../../src/meter/meter-log.ts';
import { SourceError, type SourceTrouble } from '../../src/source/source.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../clock-fake.ts';
import { listLog } from '../log-list.ts';
import { NAME, PORT, said, texts } from './meter-run.ts';

function meterNews() {
  const clock = fakeClock();
  const { log, lines, debug } = listLog();
  const news = new MeterLog({ name: NAME, port: PORT, log, texts, clock });
  const ends = (...endings: readonly OpeningEnd[]) => {
    for (const ending of endings) news.ended(ending);
  };
  /** A frame every two seconds, the first of them now. */
  const frames = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 2_000) {
      news.frame('historique');
      await clock.pass(2_000);
    }
  };
  return { clock, news, ends, frames, lines, debug };
}

const broken = (trouble: SourceTrouble): OpeningEnd => {
  return { kind: 'broken', frames: 0, error: new SourceError(trouble, 'ENOENT') };
};
const silent: OpeningEnd = { kind: 'silent', frames: 0, heard: false };
const unreadable: OpeningEnd = { kind: 'silent', frames: 0, heard: true };
const wrongMode = (heard: boolean): OpeningEnd => ({ kind: 'wrongMode', frames: 0, heard });

describe('found', () => {
  test('is said at the first frame, once', () => {
    const { news, lines } = meterNews();
    news.frame('historique');
    news.frame('historique');
    expect(lines).toEqual([said.found('historique')]);
  });

  test('is said again when the meter is in the other mode', () => {
    const { news, lines } = meterNews();
    news.frame('historique');
    news.frame('standard');
    expect(lines).toEqual([said.found('historique'), said.found('standard')]);
  });

  test('is said once a mode of a line that changes it with each opening', () => {
    const { news, ends, lines } = meterNews();
    for (let n = 0; n < 60; n += 1) {
      news.frame(n % 2 === 0 ? 'historique' : 'standard');
      ends(broken('gone'));
    }
    const gone = said.trouble('gone', 'ENOENT');
    expect(lines).toEqual([said.found('historique'), gone, said.found('standard'), gone]);
  });

  test('is said again in the mode that stays in the end', async () => {
    const { news, ends, lines, frames } = meterNews();
    for (const mode of ['historique', 'standard'] as const) {
      news.frame(mode);
      ends(silent);
    }
    await frames(62_000);
    expect(lines.slice(4)).toEqual([said.found('historique')]);
    news.frame('standard');
    expect(lines.slice(5)).toEqual([said.found('standard')]);
  });

  test('is what ends the trouble before the first frame', () => {
    const { news, ends, lines } = meterNews();
    ends(silent);
    news.frame('historique');
    expect(lines).toEqual([said.trouble('silent'), said.found('historique')]);
  });
});

describe('trouble', () => {
  test('is said in the words of its kind, with what the system says', () => {
    const { ends, lines } = meterNews();
    ends(broken('other'));
    expect(lines).toEqual([said.trouble('other', 'ENOENT')]);
    expect(lines[0]).toContain('ENOENT');
  });

  test('that lasts is said once; the rest goes to the debug log', () => {
    const { ends, lines, debug } = meterNews();
    ends(...Array<OpeningEnd>(1000).fill(silent));
    expect(lines).toEqual([said.trouble('silent')]);
    expect(debug).toHaveLength(999);
  });

  test.each(['missing', 'forbidden', 'busy', 'unreachable', 'gone', 'unsupported'] as const)(
    'that is %s leaves what the system says to the debug log',
    (trouble) => {
      const { ends, lines, debug } = meterNews();
      ends(broken(trouble));
      expect(lines.join()).not.toContain('ENOENT');
      expect(debug.join()).toContain('ENOENT');
    },
  );

  test('of another kind is another line', () => {
    const { ends, lines } = meterNews();
    ends(broken('missing'), broken('forbidden'), silent, unreadable);
    expect(lines).toHaveLength(4);
  });

  test('that comes and goes all night is said once a kind', () => {
    const { ends, lines } = meterNews();
    for (let n = 0; n < 1000; n += 1) ends(silent, unreadable, broken('gone'));
    expect(lines).toEqual([said.trouble('silent'), said.trouble('unreadable'), said.trouble('gone', 'ENOENT')]);
  });

  test('of a device that was pulled out is not said again when it is missing', () => {
    const { ends, lines } = meterNews();
    ends(broken('gone'), broken('missing'), broken('missing'), broken('gone'));
    expect(lines).toEqual([said.trouble('gone', 'ENOENT')]);
  });

  test('is over after a minute of frames, which says how long it was', async () => {
    const { clock, news, ends, lines, frames } = meterNews();
    news.frame('historique');
    ends(broken('gone'));
    await clock.pass(180_000);
    await frames(60_000);
    expect(lines.slice(1)).toEqual([said.trouble('gone', 'ENOENT')]);
    await frames(10_000);
    expect(lines.slice(1)).toEqual([said.trouble('gone', 'ENOENT'), said.back(180_000)]);
  });

  test('that comes again within that minute is not over, and no news', async () => {
    const { ends, lines, frames } = meterNews();
    for (let n = 0; n < 100; n += 1) {
      await frames(58_000);
      ends(silent);
    }
    expect(lines).toEqual([said.found('historique'), said.trouble('silent')]);
    await frames(62_000);
    expect(lines.slice(2)).toEqual([said.back(99 * 58_000 + 2_000)]);
  });

  test('that comes again after that minute is news again', async () => {
    const { ends, lines, frames } = meterNews();
    for (let n = 0; n < 2; n += 1) {
      ends(silent);
      await frames(62_000);
    }
    expect(lines).toEqual([said.trouble('silent'), said.found('historique'), said.trouble('silent'), said.back(2_000)]);
  });

  test('before the first frame is over with it, and news when it comes again', async () => {
    const { ends, lines, frames } = meterNews();
    ends(broken('gone'));
    await frames(40_000);
    ends(broken('gone'));
    const gone = said.trouble('gone', 'ENOENT');
    expect(lines).toEqual([gone, said.found('historique'), gone]);
    await frames(62_000);
    expect(lines.slice(3)).toEqual([said.back(2_000)]);
  });

  test('before the meter is found in another mode is over with it, and news when it comes again', async () => {
    const { news, ends, lines, frames } = meterNews();
    await frames(62_000);
    ends(silent);
    news.frame('standard');
    ends(silent);
    expect(lines).toEqual([
      said.found('historique'),
      said.trouble('silent'),
      said.found('standard'),
      said.trouble('silent'),
    ]);
  });
});

test('labels that are too many to be believed are said once', () => {
  const { news, lines } = meterNews();
  for (let n = 0; n < 3; n += 1) news.moreLabels(32);
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

  test.each(lines)('is short enough to be read: %s', (line) => {
    expect(line.length).toBeLessThanOrEqual(180);
  });
});

describe('while the mode is looked for', () => {
  test('one mode that is not the meter’s is no trouble', () => {
    const { ends, lines } = meterNews();
    ends(wrongMode(true));
    expect(lines).toEqual([]);
  });

  test.each([
    [false, false, 'silent'],
    [true, false, 'unreadable'],
    [false, true, 'unreadable'],
    [true, true, 'unreadable'],
  ] as const)('heard in one: %s, heard in the other: %s, so it is %s', (one, other, kind) => {
    const { ends, lines } = meterNews();
    ends(wrongMode(one), wrongMode(other));
    expect(lines).toEqual([said.trouble(kind)]);
  });

  test('what was heard last counts', () => {
    const { ends, lines } = meterNews();
    ends(wrongMode(false), wrongMode(false), wrongMode(false), wrongMode(true));
    expect(lines).toEqual([said.trouble('silent'), said.trouble('unreadable')]);
  });

  test('a frame starts the search over', () => {
    const { news, ends, lines } = meterNews();
    ends(wrongMode(true));
    news.frame('historique');
    ends(wrongMode(true));
    expect(lines).toEqual([said.found('historique')]);
  });
});

describe('a minute of the line', () => {
  test('that was poor is said with its share and reason, a good one after it too', () => {
    const { news, lines } = meterNews();
    news.judged({ kind: 'poor', share: 0.126, mostly: 'parity' });
    news.judged({ kind: 'good' });
    expect(lines).toEqual([said.poorLine(13, 'parity'), said.goodLine]);
  });

  test('that changes nothing is not said', () => {
    const { news, lines } = meterNews();
    news.judged(undefined);
    expect(lines).toEqual([]);
  });
});
