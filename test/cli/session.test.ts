import { describe, expect, test } from 'vitest';
import { languageOfSession, stateFolder } from '../../src/cli/session.ts';

describe('the language of a session', () => {
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
  ])('with arguments %j and environment %j is %s', (args, env, language) =>
    expect(languageOfSession(args, env)).toBe(language),
  );
});

describe('the state folder', () => {
  test.each([
    [{ STATE_DIRECTORY: '/var/lib/linky-tic', HOME: '/home/pi' }, false, '/var/lib/linky-tic'],
    [{ XDG_STATE_HOME: '/state', HOME: '/home/pi' }, false, '/state/linky-tic'],
    [{ HOME: '/home/pi' }, false, '/home/pi/.local/state/linky-tic'],
    [{ HOME: '/root' }, true, '/var/lib/linky-tic'],
    [{ XDG_STATE_HOME: '/state' }, true, '/state/linky-tic'],
  ])('with environment %j (root: %s) is %s', (env, isRoot, folder) => expect(stateFolder(env, isRoot)).toBe(folder));
});
