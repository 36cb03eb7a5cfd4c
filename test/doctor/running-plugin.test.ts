import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pluginAt, pluginTrouble } from '../../src/doctor/running-plugin.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { FOLDER, fakeMachine, PI } from './machine-fake.ts';

const HB = { files: { '/hb': FOLDER } };

test.each([
  ['silent', { kind: 'silent' }],
  ['notAllowed', { kind: 'notAllowed' }],
  ['nobody', { kind: 'notRunning' }],
  ['otherVersion', { kind: 'otherVersion', version: '1.2.3' }],
] as const)('a socket that says %s is that of a plugin that is %o', async (socket, plugin) => {
  expect(await pluginAt('/hb', fakeMachine({ ...HB, socket }))).toEqual(plugin);
});

describe('where nobody answers, and no plugin could,', () => {
  const noSocketIn = (folder: string) => ({ kind: 'noSocket', socket: join(folder, STATUS_SOCKET) });

  test.each([
    ['the path is too long', `/${'x'.repeat(100)}`, {}],
    ['the disk is full', '/hb', { freeBytes: 1_000 }],
    ['the disk is read-only', '/hb', { user: { ...PI, uid: 999 } }],
  ])('since %s, that is what is known', async (_, folder, scene) => {
    const plugin = await pluginAt(folder, fakeMachine({ ...HB, ...scene }));
    expect(plugin).toEqual(noSocketIn(folder));
    expect(pluginTrouble(plugin)).toMatchObject({
      part: 'writer',
      kind: 'noStatus',
      socket: join(folder, STATUS_SOCKET),
    });
  });
});
