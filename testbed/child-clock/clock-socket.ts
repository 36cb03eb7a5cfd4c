import { once } from 'node:events';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { keepMoving, type MovingClock, type Pace, type Steer, type SteeredClock, steerBy } from './child-clock.ts';

/** The clock of a process that another process starts, such as the Homebridge of a Homebridge UI, and of those that follow it. */
export interface ClockSocket extends AsyncDisposable {
  /** For `childClock`. */
  readonly plan: { readonly socket: string; readonly aheadIn: string };
  /** What it shows, in milliseconds since 1970. */
  wallMs(): number;
  /** Lets it run in real time, for a process that is to end. The next one moves at the pace again. */
  halt(): Promise<void>;
}

/**
 * Moves the clock of each process that connects and whose script is meant. All others keep real time, and are ahead by as much as the
 * clock was when they started. @param folder one in which each of these processes may read
 */
export async function openClockSocket(
  folder: string,
  isMeant: (script: string) => boolean,
  pace: Pace,
): Promise<ClockSocket> {
  const plan = { socket: join(folder, 'clock'), aheadIn: join(folder, 'ahead') };
  let steered: SteeredClock | undefined;
  let moving: MovingClock | undefined;
  let aheadMs = 0;
  const note = () => {
    // Until its first answer, a process has the time that it found in the file.
    if (steered && !Number.isNaN(steered.wallMs)) aheadMs = steered.wallMs - Date.now();
    writeFileSync(`${plan.aheadIn}-next`, String(aheadMs));
    // A process that starts now finds the old number or this one, each of them whole.
    renameSync(`${plan.aheadIn}-next`, plan.aheadIn);
  };
  const before = async () => {
    note();
    await pace.before?.();
  };
  // A process that is steered may end at any moment.
  const server = createServer((socket) => void serve(socket).catch(() => {}));
  note();
  server.listen(plan.socket);
  await once(server, 'listening');
  chmodSync(plan.socket, 0o777);
  return {
    plan,
    wallMs: () => (steered && !Number.isNaN(steered.wallMs) ? steered.wallMs : Date.now() + aheadMs),
    async halt() {
      await moving?.halt();
      note();
      steered = undefined;
    },
    async [Symbol.asyncDispose]() {
      await moving?.halt();
      server.close();
    },
  };

  async function serve(socket: Socket): Promise<void> {
    const lines = createInterface({ input: socket.on('error', () => {}).unref() })[Symbol.asyncIterator]();
    const script = await lines.next();
    if (script.done || !isMeant(script.value)) return;
    const ask = async (command: Steer) => {
      socket.write(`${JSON.stringify(command)}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error('the process whose clock is steered has ended');
      return Number(answer.value);
    };
    steered = steerBy(ask);
    moving = keepMoving(steered, { ...pace, before });
  }
}
