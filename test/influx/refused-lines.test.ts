import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { REFUSED_FILE, type RefusedLines, refusedLinesIn } from '../../src/influx/refused-lines.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const SAYS = '400 field type conflict';
const refusal = { line: 'linky,meter=a v=1 1', says: SAYS };
const refusalAt = (at: number, series = 'linky,meter=a') => ({ line: `${series} v=1 ${at}`, says: SAYS });
const ALL = () => true;
const NONE = () => false;
let folder: string;
let wallMs: number;
let told: (string | undefined)[];

beforeEach(() => {
  folder = temporaryFolder();
  wallMs = AT_MS;
  told = [];
});

test('each line stands below its time and reason, as line protocol', () => {
  linesIn(folder).take([refusal], ALL);
  expect(text()).toBe('# 2026-01-02T03:04:05.000Z 400 field type conflict\nlinky,meter=a v=1 1\n');
});

test('later lines are appended, and all are counted', () => {
  const lines = linesIn(folder);
  lines.take([refusal], ALL);
  lines.take([refusalAt(2), refusalAt(3)], ALL);
  expect(text().match(/^linky/gm)).toHaveLength(3);
  expect(lines.count).toBe(3);
});

test('a line that is sent once more and refused again is neither counted nor set aside again', () => {
  const lines = linesIn(folder);
  lines.take([refusal], ALL);
  lines.take([refusal, refusalAt(2)], ALL);
  expect(text().match(/^linky/gm)).toHaveLength(2);
  expect(lines.count).toBe(2);
});

test('of a series that stays refused, a hundred lines are set aside, and all are counted', () => {
  const lines = linesIn(folder);
  for (let at = 0; at < 150; at += 1) lines.take([refusalAt(at), refusalAt(at, 'linky_tic,meter=a')], ALL);
  expect(text().match(/^linky,/gm)).toHaveLength(100);
  expect(text().match(/^linky_tic,/gm)).toHaveLength(100);
  expect(lines.count).toBe(300);
});

test('when lines of the series are stored in between, all refused ones are set aside', () => {
  const lines = linesIn(folder);
  for (let at = 0; at < 150; at += 1) lines.take([refusalAt(at)], NONE);
  expect(text().match(/^linky,/gm)).toHaveLength(150);
});

test('a link in place of the file is not followed, and that nothing is set aside is told', () => {
  const precious = join(folder, 'precious');
  writeFileSync(precious, 'a few words');
  symlinkSync(precious, join(folder, REFUSED_FILE));
  linesIn(folder).take([refusal], ALL);
  expect(readFileSync(precious, 'utf8')).toBe('a few words');
  expect(told).toEqual([expect.stringContaining(REFUSED_FILE)]);
});

test('the newest are kept, in at most two files of a megabyte', () => {
  const lines = linesIn(folder);
  for (let at = 0; at < 10; at += 1) {
    wallMs = AT_MS + at;
    lines.take(
      Array.from({ length: 5000 }, (_, meter) => refusalAt(at, `linky,meter=${meter}`)),
      NONE,
    );
  }
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual(['linky-tic.refused.old.txt', REFUSED_FILE]);
  for (const file of files) expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(1_000_000);
  expect(text()).toContain('03:04:05.009Z');
});

test('lines that could not be set aside do not count among the hundred of their series', () => {
  const lines = linesIn(join(folder, 'later'));
  for (let at = 0; at < 150; at += 1) lines.take([refusalAt(at)], ALL);
  mkdirSync(join(folder, 'later'));
  for (let at = 150; at < 300; at += 1) lines.take([refusalAt(at)], ALL);
  expect(text('later').match(/^linky,/gm)).toHaveLength(100);
  expect(lines.count).toBe(300);
  expect(told.at(-1)).toBeUndefined();
});

test('only the owner may read the file', () => {
  linesIn(folder).take([refusal], ALL);
  expect(statSync(join(folder, REFUSED_FILE)).mode & 0o777).toBe(0o600);
});

test('when the file cannot be written, it is told why, and when it can be again, that too', () => {
  const lines = linesIn(join(folder, 'gone'));
  lines.take([refusal, refusal], ALL);
  lines.take([refusalAt(2)], ALL);
  mkdirSync(join(folder, 'gone'));
  lines.take([refusalAt(3)], ALL);
  const why = expect.stringContaining('ENOENT');
  expect(told).toEqual([why, why, undefined]);
  expect(lines.count).toBe(3);
});

function linesIn(where: string): RefusedLines {
  return refusedLinesIn(where, () => wallMs, { notSetAside: (_file, says) => void told.push(says) });
}

function text(within = ''): string {
  return readFileSync(join(folder, within, REFUSED_FILE), 'utf8');
}
