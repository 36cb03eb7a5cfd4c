import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ImportOrder } from '../../src/journal/imports.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const ORDER = fileURLToPath(new URL('order-process.ts', import.meta.url));
const PLUGIN = fileURLToPath(new URL('plugin-process.ts', import.meta.url));
const [ROOT, HOMEBRIDGE, STRANGER] = [0, 65_533, 65_534];
/** The user of Homebridge has no name on this machine. */
const NOT_ALLOWED = { kind: 'notAllowed', owner: `#${HOMEBRIDGE}` };
const IMPORT: ImportOrder = {
  kind: 'import',
  import: { meter: 'linky', kind: 'enedisIndexes', days: [{ day: 20_000, energyWh: 12_345 }] },
};

describe.skipIf(process.getuid?.() !== ROOT)('of several users of a machine (which only root can play)', () => {
  test('without a plugin, neither root nor a stranger may import, and both hear who may; nothing is created', async () => {
    const folder = folderOf(HOMEBRIDGE);
    // Root could write, and so could a stranger into a folder that is open to all.
    chmodSync(folder, 0o777);
    for (const user of [ROOT, STRANGER]) expect(await orderAs(user, folder)).toEqual(NOT_ALLOWED);
    expect(readdirSync(folder)).toEqual([]);
    await orderAs(HOMEBRIDGE, folder);
    const before = readdirSync(folder);
    for (const user of [ROOT, STRANGER]) expect(await orderAs(user, folder)).toEqual(NOT_ALLOWED);
    expect(readdirSync(folder)).toEqual(before);
    expect(ownersIn(folder)).toEqual(new Set([HOMEBRIDGE]));
  });

  test('with a running plugin, no other user may import, nor connect to its socket; root may, and no file belongs to root', async () => {
    const folder = folderOf(HOMEBRIDGE);
    const plugin = spawn(process.execPath, [PLUGIN, folder], {
      ...as(HOMEBRIDGE),
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    onTestFinished(() => ended(plugin));
    await expect.poll(() => readdirSync(folder)).toContain(STATUS_SOCKET);
    expect(statSync(join(folder, STATUS_SOCKET)).mode & 0o777).toBe(0o600);
    expect(await orderAs(STRANGER, folder)).toEqual(NOT_ALLOWED);
    expect(await orderAs(ROOT, folder)).toMatchObject({ kind: 'imported' });
    expect(await orderAs(HOMEBRIDGE, folder)).toMatchObject({ kind: 'known' });
    expect(ownersIn(folder)).toEqual(new Set([HOMEBRIDGE]));
  });

  test('a folder without access is reported as such', async () => {
    const folder = folderOf(HOMEBRIDGE);
    chmodSync(folder, 0o700);
    expect(await orderAs(STRANGER, folder)).toEqual(NOT_ALLOWED);
  });
});

function folderOf(user: number): string {
  const folder = temporaryFolder();
  chownSync(folder, user, user);
  chmodSync(folder, 0o755);
  return folder;
}

function ownersIn(folder: string): ReadonlySet<number> {
  return new Set(readdirSync(folder).map((name) => statSync(join(folder, name)).uid));
}

/** Delivers an order in a process of another user, and returns the outcome. */
async function orderAs(user: number, folder: string, order: ImportOrder = IMPORT): Promise<unknown> {
  const words = [ORDER, folder, JSON.stringify(order)];
  const { stdout } = await promisify(execFile)(process.execPath, words, as(user));
  return JSON.parse(stdout);
}

function as(user: number) {
  return { uid: user, gid: user, cwd: '/' };
}

/** Stops a plugin normally. */
async function ended(plugin: ChildProcess): Promise<void> {
  const exit = once(plugin, 'exit');
  plugin.stdin?.end();
  await exit;
}
