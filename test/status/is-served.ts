import { connect } from 'node:net';
import { join } from 'node:path';
import { STATUS_SOCKET } from '../../src/status/socket.ts';

/** Whether a plugin answers on the socket in this storage folder. */
export function isServed(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(folder, STATUS_SOCKET));
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
