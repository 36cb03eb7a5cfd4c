import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REFUSED_FILE, setAside } from '../../src/influx/refused.ts';

const NO_NEWS = { setAside: () => {}, notSetAside: () => {} };
const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const refusal = { line: 'linky,meter=a v=1 1', says: '400 field type conflict' };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linky-refused-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a line stands under the time and the reason, as line protocol', async () => {
  await setAside(folder, [refusal], AT_MS, NO_NEWS);
  expect(await readFile(join(folder, REFUSED_FILE), 'utf8')).toBe(
    '# 2026-01-02T03:04:05.000Z 400 field type conflict\nlinky,meter=a v=1 1\n',
  );
});

test('later lines follow', async () => {
  await setAside(folder, [refusal], AT_MS, NO_NEWS);
  await setAside(folder, [refusal, refusal], AT_MS, NO_NEWS);
  expect((await readFile(join(folder, REFUSED_FILE), 'utf8')).match(/^linky/gm)).toHaveLength(3);
});

test('the newest are kept, in at most two files of a megabyte', async () => {
  const many = Array.from({ length: 5000 }, () => refusal);
  for (let at = 0; at < 10; at += 1) await setAside(folder, many, AT_MS + at, NO_NEWS);
  const files = await readdir(folder);
  expect(files.sort()).toEqual(['linky-tic.refused.old.txt', REFUSED_FILE]);
  for (const file of files) expect((await stat(join(folder, file))).size).toBeLessThanOrEqual(1_000_000);
  expect(await readFile(join(folder, REFUSED_FILE), 'utf8')).toContain('03:04:05.009Z');
});

test('where they cannot be written, each line is told', async () => {
  const told: string[] = [];
  await setAside(join(folder, 'gone'), [refusal, refusal], AT_MS, {
    ...NO_NEWS,
    notSetAside: (_file, says, line) => void told.push(`${says} ${line}`),
  });
  expect(told).toEqual([1, 2].map(() => expect.stringMatching(/ENOENT.* linky,meter=a v=1 1$/)));
});
