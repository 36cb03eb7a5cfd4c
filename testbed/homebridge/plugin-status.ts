import { join } from 'node:path';
import { askStatus } from '../../src/status/ask.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import type { Status } from '../../src/status/status.ts';

/** The status of the plugin that runs on a storage folder. @throws if it does not answer within ten seconds */
export async function pluginStatus(storage: string): Promise<Status> {
  const said = await askStatus(join(storage, STATUS_SOCKET), AbortSignal.timeout(10_000));
  if (said.kind !== 'said') throw new Error(`the plugin gives no status: ${said.kind}`);
  return said.value;
}
