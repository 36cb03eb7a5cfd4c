import { describe, expect, test } from 'vitest';
import {
  auditIn,
  changelogProblems,
  lockfileProblems,
  notesIn,
  packProblems,
  treeProblems,
  versionProblems,
} from '../../release/rules.ts';

const BUILT_AT_MS = Date.UTC(2026, 10, 25, 12);

test('a file that is not committed is a problem, and at most five are named', () => {
  expect(treeProblems('')).toEqual([]);
  expect(treeProblems(' M src/cli.ts\n?? notes.txt\n')).toEqual(['not committed: src/cli.ts, notes.txt']);
  expect(treeProblems('?? a\n?? b\n?? c\n?? d\n?? e\n?? f\n')).toEqual(['not committed: a, b, c, d, e…']);
});

describe('the first heading of the changelog must be this version with its day:', () => {
  test.each([
    ['## 0.2.0 (2026-11-25)\n\n* New.\n\n## 0.1.0 (2026-01-01)\n', []],
    ['## 0.2.0 (not released)\n', [expect.stringContaining('not released')]],
    ['## 0.2.0 ()\n', [expect.stringContaining('nothing')]],
    ['## 0.2.0 (2026-11-24)\n', [expect.stringContaining('BUILT_AT_MS')]],
    ['## 0.1.0 (2026-11-25)\n', [expect.stringContaining('begins with 0.1.0')]],
    ['## Next\n\n* New.\n\n## 0.2.0 (2026-11-25)\n', [expect.stringContaining('## Next')]],
    ['# Changelog\n', [expect.stringContaining('begins with no version')]],
  ])('%j', (text, problems) => expect(changelogProblems(text, '0.2.0', BUILT_AT_MS)).toEqual(problems));
});

test('the notes of a release are its part of the changelog, without the heading', () => {
  const changelog =
    '# Changelog\n\nA rule.\n\n## 1.1.0 (2027-01-01)\n\n* New.\n* Mended.\n\n## 1.0.0 (2026-11-27)\n\n### Limits\n\nNone.\n';
  expect(notesIn(changelog, '1.1.0')).toBe('* New.\n* Mended.');
  expect(notesIn(changelog, '1.0.0')).toBe('### Limits\n\nNone.');
  expect(() => notesIn(changelog, '1.0')).toThrow('nothing about 1.0');
});

describe('the version must be the same in the lockfile, and have three numbers:', () => {
  const locked = (version: string, root = version) => ({ version, packages: { '': { version: root } } });

  test.each([
    ['1.2.3', locked('1.2.3'), []],
    ['1.2.3', locked('1.2.2'), [expect.stringContaining('1.2.2, 1.2.2')]],
    ['1.2.3', locked('1.2.3', '1.2.2'), [expect.stringContaining('is of 1.2.2')]],
    ['1.2.3-beta.1', locked('1.2.3-beta.1'), [expect.stringContaining('no version for a release')]],
  ])('%s beside %j', (version, lockfile, problems) => expect(versionProblems(version, lockfile)).toEqual(problems));
});

test('a lockfile that names a server is a problem', () => {
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { resolved: 'https://x/b.tgz' },
  };
  expect(lockfileProblems({ packages })).toEqual([expect.stringContaining('node_modules/b: https://x/b.tgz')]);
});

describe('the package', () => {
  const built = ['dist/cli.js', 'dist/ui/server.js', 'dist/NOTICES.txt'];
  const whole = [
    ...built,
    'package.json',
    'README.md',
    'docs/command-line.md',
    'docs/command-line.fr.md',
    'homebridge-ui/public/index.html',
    'homebridge-ui/public/house-files.json',
    'homebridge-ui/public/manifest.webmanifest',
    'homebridge-ui/public/icon-192.png',
  ];
  const problems = (files: readonly string[], bytes = 1) => packProblems({ bytes, files }, built, ['README.md']);

  test('is accepted when it holds all that is needed, and no more', () => expect(problems(whole)).toEqual([]));

  test.each(['dist/ui/server.js', 'dist/NOTICES.txt', 'README.md'])('is refused without %s', (file) => {
    expect(problems(whole.filter((kept) => kept !== file))).toEqual([`the package lacks ${file}`]);
  });

  test.each([
    'src/cli.ts',
    'dist/cli.js.map',
    'dist/cli.ts',
    'dist/.cache',
    'docs/images/watch.en.svg',
    'docs/notes/plan.md',
    'homebridge-ui/page/page.ts',
    'homebridge-ui/public/.hidden.js',
    'token',
    'linky-0.1.0.tgz',
  ])('is refused with %s', (file) => {
    expect(problems([...whole, file])).toEqual([expect.stringContaining(file)]);
  });

  test('is refused when it is too large, or has too many files', () => {
    expect(problems(whole, 720_001)).toEqual([expect.stringContaining('720001 bytes')]);
    const images = Array.from({ length: 162 }, (_, at) => `homebridge-ui/public/${at}.svg`);
    expect(problems([...whole, ...images])).toEqual([expect.stringContaining('173 files')]);
  });
});

describe('an audit', () => {
  const PATH = 'node_modules/left-pad';
  const about = (severity: string) =>
    JSON.stringify({ vulnerabilities: { 'left-pad': { severity, nodes: [PATH] } }, metadata: {} });

  test.each(['high', 'critical'])('reports a weakness that is %s', (severity) => {
    expect(auditIn(about(severity), [PATH])).toEqual({ kind: 'answered', problems: [`left-pad: ${severity}`] });
  });

  test.each(['low', 'moderate'])('passes over a weakness that is %s', (severity) => {
    expect(auditIn(about(severity), [PATH])).toEqual({ kind: 'answered', problems: [] });
  });

  test('passes over a package that users do not get, even if they get another version of it', () => {
    const inside = ['node_modules/mqtt/node_modules/left-pad'];
    expect(auditIn(about('critical'), inside)).toEqual({ kind: 'answered', problems: [] });
  });

  test.each<readonly [json: string, reason: string]>([
    ['{"message":"405 Method Not Allowed","statusCode":405}', '405 Method Not Allowed'],
    ...['', 'null', '<html>'].map((json) => [json, 'no answer'] as const),
  ])('without an answer is not taken for one without weaknesses: %j', (json, reason) => {
    expect(auditIn(json, [PATH])).toEqual({ kind: 'notAnswered', reason });
  });
});
