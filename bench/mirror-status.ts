import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { STATUS_SOCKET } from '../src/status/socket.ts';
import type { Status } from '../src/status/status.ts';

/** How many Readings the plugin has delivered since its start, and how many are pending, by its status socket. */
export async function mirrorOf(storage: string): Promise<{ readonly delivered: number; readonly pending: number }> {
  const { mirror }: Status = JSON.parse(await text(connect(join(storage, STATUS_SOCKET))));
  return mirror ?? { delivered: 0, pending: 0 };
}
