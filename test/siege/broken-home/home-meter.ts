import { closeSync, constants, openSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPty } from '../../../testbed/meter/pty.ts';
import { isWritten } from '../../../testbed/meter/pty-meter.ts';

/** A meter on a pseudo-terminal. */
export interface HomeMeter extends AsyncDisposable {
  /** The port in the settings: a link to the device, which is there as long as the adapter is plugged in. */
  readonly port: string;
  /** Sets how each frame is made from now on. */
  say(frame: () => Uint8Array): void;
  fallSilent(): void;
  /** Sends a frame. */
  send(): void;
  unplug(): Promise<void>;
  /** @param before is called with the device before the plugin can find it */
  replug(before?: (device: string) => unknown): Promise<void>;
}

/** Every user may read and write. */
const FOR_ALL = 0o666;

/** Starts a meter that is not plugged in yet. */
export async function startHomeMeter(): Promise<HomeMeter> {
  const folder = await mkdtemp(join(tmpdir(), 'linky-line-'));
  await chmod(folder, 0o755);
  const port = join(folder, 'ttyUSB0');
  const pty = await openPty();
  await pty.close();
  let frame: (() => Uint8Array) | undefined;
  let line: number | undefined;
  const hangUp = () => {
    if (line !== undefined) closeSync(line);
    line = undefined;
  };
  return {
    port,
    say: (next) => {
      frame = next;
    },
    fallSilent() {
      frame = undefined;
    },
    send() {
      if (frame && line !== undefined) isWritten(line, frame());
    },
    async unplug() {
      hangUp();
      await rm(port, { force: true });
      await pty.close();
    },
    async replug(before = () => {}) {
      await pty.reopen();
      const device = await realpath(pty.pluginSide);
      await chmod(device, FOR_ALL);
      await before(device);
      await symlink(device, port);
      line = openSync(pty.meterSide, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
    },
    async [Symbol.asyncDispose]() {
      hangUp();
      await pty[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
