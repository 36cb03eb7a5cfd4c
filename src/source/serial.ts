import { readSync } from 'node:fs';
import type { SerialPort } from 'serialport';
import { pauseAfterReads } from './read-pauses.ts';
import { type BaudRate, type Source, SourceError, type SourceTrouble } from './source.ts';

type AnyPort = Awaited<ReturnType<(typeof SerialPort)['binding']['open']>>;
/** What there is on Linux and macOS. */
type UnixPort = Extract<AnyPort, { poller: unknown }>;

/** A serial device. It is opened 8N1, so that bit 7 of each byte is the parity bit as the line carried it. */
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
        // The descriptor is freed whatever close says of a device that has been pulled out.
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
    // Loaded here, so that the native binding is asked only of those who have a serial port.
    const { SerialPort } = await import('serialport');
    const settings = { dataBits: 8, parity: 'none', stopBits: 1, lock: true } as const;
    return await SerialPort.binding.open({ path, baudRate, ...settings });
  } catch (error) {
    throw new SourceError(troubleOf(error), error);
  }
}

/** serialport's errors of opening have no code, only what strerror(3) says. */
const TROUBLES = [
  // An input/output error is what a ttyS without hardware behind it answers.
  { trouble: 'missing', says: /No such file|No such device|Input\/output error/ },
  { trouble: 'forbidden', says: /Permission denied|Operation not permitted/ },
  { trouble: 'busy', says: /Cannot lock port|resource busy/i },
] as const satisfies readonly { trouble: SourceTrouble; says: RegExp }[];

function troubleOf(error: unknown): SourceTrouble {
  return TROUBLES.find(({ says }) => says.test(String(error)))?.trouble ?? 'other';
}

/**
 * What comes in until `life` ends; throws when the device hangs up. While no frame can end the line is left alone, and the
 * system keeps what comes in. The port's own `read` is not used: from a tty that has hung up 0 bytes come, and it then asks
 * again at once, for ever (serialport/bindings-cpp#162).
 */
async function* chunks(port: UnixPort, baudRate: BaudRate, life: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const buffer = Buffer.alloc(4096);
  const restAfter = pauseAfterReads(baudRate);
  let restMs = 0;
  let rest: NodeJS.Timeout | undefined;
  // One listener for all: one for each piece that comes in would take a third of the whole.
  let wake = () => {};
  const end = () => wake();
  life.addEventListener('abort', end);
  try {
    while (!life.aborted && port.fd !== null) {
      await new Promise<void>((resolve, reject) => {
        wake = resolve;
        if (restMs > 0) rest = setTimeout(resolve, restMs);
        else port.poller.once('readable', (error: unknown) => (error ? reject(error) : resolve()));
      });
      const bytes = life.aborted ? undefined : readFrom(port.fd, buffer);
      if (bytes) yield bytes;
      restMs = bytes ? restAfter(bytes) : 0;
    }
  } finally {
    clearTimeout(rest);
    life.removeEventListener('abort', end);
  }
}

/**
 * What has come in; undefined if nothing has, or if another program that does not care for locks took it first. The port
 * never blocks, so it is read at once: to have a thread do it takes as long again as the rest.
 * @throws when the device has hung up
 */
function readFrom(fd: number, buffer: Buffer): Uint8Array | undefined {
  const length = lengthRead(fd, buffer);
  if (length === 0) throw new Error('the device hung up');
  return length === undefined ? undefined : Uint8Array.from(buffer.subarray(0, length));
}

function lengthRead(fd: number, buffer: Buffer): number | undefined {
  try {
    return readSync(fd, buffer);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
