import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isPrivateFolder, makeRunFolder, statusSockets } from '../../src/status/run-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'linky-tic-'));
afterAll(() => rmSync(base, { recursive: true }));

describe('the places of the status socket', () => {
  test('are the storage folder, then folders of the run that are named after it and its user', () => {
    const [own, ...others] = statusSockets(base, 1000, '/run/user/1000');
    expect(own).toBe(join(base, 'linky-tic.sock'));
    expect(others).toEqual([
      expect.stringMatching(/^\/run\/user\/1000\/linky-tic-1000-[0-9a-f]{8}\/linky-tic\.sock$/),
      expect.stringMatching(/^\/tmp\/linky-tic-1000-[0-9a-f]{8}\/linky-tic\.sock$/),
    ]);
  });

  test('are the same by whatever path the folder is named', () => {
    const link = join(base, 'link');
    symlinkSync(base, link);
    expect(statusSockets(link, 1, undefined).slice(1)).toEqual(statusSockets(`${base}/`, 1, undefined).slice(1));
  });

  test('are others for another folder', () => {
    expect(statusSockets('/a', 1, undefined)[1]).not.toBe(statusSockets('/b', 1, undefined)[1]);
  });

  test('are found by root, whose own folder of the run is another one', () => {
    expect(statusSockets(base, 1000, '/run/user/0')).toEqual(
      expect.arrayContaining([...statusSockets(base, 1000, '/run/user/1000')]),
    );
  });

  test('are never longer than a Unix socket may be', () => {
    const [, ...others] = statusSockets(join(base, 'x'.repeat(200)), 4_294_967_294, undefined);
    for (const path of others)
      expect(path.length + '/.ticXXXXXX/s'.length - '/linky-tic.sock'.length).toBeLessThan(107);
  });
});

describe('a folder of the run', () => {
  test('is made for this user alone, and used again', () => {
    const folder = join(base, 'run');
    expect([makeRunFolder(folder), makeRunFolder(folder)]).toEqual([true, true]);
  });

  test('is not used where others may enter it, or where it is a link', () => {
    const open = join(base, 'open');
    mkdirSync(open);
    chmodSync(open, 0o755);
    const link = join(base, 'run-link');
    symlinkSync(join(base, 'run'), link);
    expect([makeRunFolder(open), makeRunFolder(link), makeRunFolder(join(base, 'gone', 'run'))]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('of another user is not used', () => {
    expect(isPrivateFolder(join(base, 'run'), (process.getuid?.() ?? 0) + 1)).toBe(false);
  });
});
