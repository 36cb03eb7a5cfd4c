import { readSync } from 'node:fs';
import type { SerialPort } from 'serialport';
import { pauseAfterReads } from './read-pauses.ts';
import { type BaudRate, type Source, SourceError, type SourceTrouble } from './source.ts';

type AnyPort = Awaited<ReturnType<(typeof SerialPort)['binding']['open']>>;
/** The port of Linux and macOS. */
type UnixPort = Extract<AnyPort, { poller: unknown }>;

/** A serial device. It is opened as 8N1, so bit 7 of each byte is the parity bit that the line carried. */
export function serial(path: string): Source {
  return {
    async *bytes(baudRate, life) {
      if (life.aborted) return;
      const port = await open(path, baudRate);
      try {
        yield* chunks(port, baudRate, life);
      } catch (error) {
        if (!life.aborted) throw new SourceError('gone', error);
      } finally {
        // Closing a device that was unplugged reports an error, but frees the descriptor all the same.
        await port.close().catch(() => undefined);
      }
    },
  };
}

async function open(path: string, baudRate: BaudRate): Promise<UnixPort> {
  const port = await openAny(path, baudRate);
  if ('poller' in port) return port;
  await port.close();
  throw new SourceError('unsupported', 'a port without a poller');
}

async function openAny(path: string, baudRate: BaudRate): Promise<AnyPort> {
  try {
    // Loaded here, so that only users with a serial port need the native binding.
    const { SerialPort } = await import('serialport');
    const settings = { dataBits: 8, parity: 'none', stopBits: 1, lock: true } as const;
    return await SerialPort.binding.open({ path, baudRate, ...settings });
  } catch (error) {
    throw new SourceError(troubleOf(error), error);
  }
}

/** serialport's errors on opening have no code, only a message, which is that of strerror(3). */
const TROUBLES = [
  // A ttyS without hardware fails with an input/output error.
  { trouble: 'missing', message: /No such file|No such device|Input\/output error/ },
  { trouble: 'forbidden', message: /Permission denied|Operation not permitted/ },
  { trouble: 'busy', message: /Cannot lock port|resource busy/i },
] as const satisfies readonly { trouble: SourceTrouble; message: RegExp }[];

function troubleOf(error: unknown): SourceTrouble {
  return TROUBLES.find(({ message }) => message.test(String(error)))?.trouble ?? 'other';
}

/**
 * The bytes that arrive until `life` ends. While no frame can end, nothing is read, and the kernel buffers the bytes. The port's own `read`
 * is not used: if a tty has hung up, it returns 0 bytes and then reads again at once, for ever (serialport/bindings-cpp#162).
 * @throws if the device hangs up
 */
async function* chunks(port: UnixPort, baudRate: BaudRate, life: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const buffer = Buffer.alloc(4096);
  const pauseAfter = pauseAfterReads(baudRate);
  let pauseMs = 0;
  let pauseTimer: NodeJS.Timeout | undefined;
  // One listener for the whole opening: one per chunk would take a third of the CPU time.
  let wake = () => {};
  const end = () => wake();
  life.addEventListener('abort', end);
  try {
    while (!life.aborted && port.fd !== null) {
      await new Promise<void>((resolve, reject) => {
        wake = resolve;
        if (pauseMs > 0) pauseTimer = setTimeout(resolve, pauseMs);
        else port.poller.once('readable', (error: unknown) => (error ? reject(error) : resolve()));
      });
      const bytes = life.aborted ? undefined : readFrom(port.fd, buffer);
      if (bytes) yield bytes;
      pauseMs = bytes ? pauseAfter(bytes) : 0;
    }
  } finally {
    clearTimeout(pauseTimer);
    life.removeEventListener('abort', end);
  }
}

/**
 * The bytes that have arrived; undefined if there are none, for example because another program that ignores the lock has read them. The
 * port is non-blocking, so it is read synchronously: passing the read to a thread would double the time.
 * @throws if the device has hung up
 */
function readFrom(fd: number, buffer: Buffer): Uint8Array | undefined {
  const length = lengthRead(fd, buffer);
  if (length === 0) throw new Error('the device hung up');
  return length === undefined ? undefined : new Uint8Array(buffer.subarray(0, length));
}

function lengthRead(fd: number, buffer: Buffer): number | undefined {
  try {
    return readSync(fd, buffer);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
