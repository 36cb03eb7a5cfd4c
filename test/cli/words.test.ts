import { describe, expect, test } from 'vitest';
import { sinceMoment } from '../../src/cli/journal-selection.ts';
import { languageOfSession, stateFolder } from '../../src/cli/session.ts';
import { wrapped } from '../../src/cli/terminal.ts';

describe('the language', () => {
  test.each([
    [['watch', 'demo', '--language', 'fr'], {}, 'fr'],
    [['--language=en', 'watch'], { LANG: 'fr_FR.UTF-8' }, 'en'],
    [['watch', '--language', 'de'], { LANG: 'fr_FR.UTF-8' }, 'fr'],
    [['watch', '--language'], {}, 'en'],
    [[], { LANG: 'fr_FR.UTF-8' }, 'fr'],
    [[], { LC_ALL: 'en_GB.UTF-8', LANG: 'fr_FR.UTF-8' }, 'en'],
    [[], { LC_ALL: '', LC_MESSAGES: 'fr_BE', LANG: 'C' }, 'fr'],
    [[], { LANG: 'C.UTF-8' }, 'en'],
    [[], {}, 'en'],
  ])('of %j in %j is %s', (args, env, language) => expect(languageOfSession(args, env)).toBe(language));
});

describe('the folder of the journal', () => {
  test.each([
    [{ STATE_DIRECTORY: '/var/lib/linky-tic', HOME: '/home/pi' }, false, '/var/lib/linky-tic'],
    [{ XDG_STATE_HOME: '/state', HOME: '/home/pi' }, false, '/state/linky-tic'],
    [{ HOME: '/home/pi' }, false, '/home/pi/.local/state/linky-tic'],
    [{ HOME: '/root' }, true, '/var/lib/linky-tic'],
    [{ XDG_STATE_HOME: '/state' }, true, '/state/linky-tic'],
  ])('in %j, root: %s, is %s', (env, isRoot, folder) => expect(stateFolder(env, isRoot)).toBe(folder));
});

describe('--since', () => {
  const nowMs = Date.UTC(2026, 10, 25, 12);

  test.each([
    ['90m', 90 * 60_000],
    ['2h', 2 * 3_600_000],
    ['7d', 7 * 86_400_000],
    ['7j', 7 * 86_400_000],
    ['4w', 28 * 86_400_000],
    ['4s', 28 * 86_400_000],
    ['1y', 366 * 86_400_000],
    ['1a', 366 * 86_400_000],
  ])('%s ago', (text, ms) => expect(sinceMoment(text, nowMs)).toBe(nowMs - ms));

  test.each([
    ['2026-11-24', new Date(2026, 10, 24)],
    ['2026-11-24T18:30', new Date(2026, 10, 24, 18, 30)],
    ['2026-11-24 18:30', new Date(2026, 10, 24, 18, 30)],
  ])('%s, on this machine’s calendar', (text, at) => expect(sinceMoment(text, nowMs)).toBe(at.getTime()));

  test.each(['', 'yesterday', '2', 'h', '2x', '-2h', '1.5h', '2026-13-01', '2026-02-30', '25/11/2026', '2h\n'])(
    'never %j',
    (text) => {
      expect(sinceMoment(text, nowMs)).toBeUndefined();
    },
  );
});

test('a paragraph breaks at blanks, but not before French punctuation', () => {
  expect(wrapped('le compteur répond : « oui » et 5 % de plus', 20)).toEqual([
    'le compteur répond :',
    '« oui » et 5 % de',
    'plus',
  ]);
  expect(wrapped('/a/very/long/path is kept whole', 6)).toEqual(['/a/very/long/path', 'is', 'kept', 'whole']);
});
