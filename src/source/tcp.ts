import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Source, SourceError } from './source.ts';

/** Idle time after which the system begins to send TCP keep-alive probes. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * A serial port behind TCP (ser2net or similar). The bridge sets the baud rate of the line. A host that does not answer within `timeoutMs`
 * counts as unreachable.
 */
export function tcp(host: string, port: number, { timeoutMs = 5_000 } = {}): Source {
  return {
    setsOwnSpeed: true,
    async *bytes(_baudRate, life) {
      if (life.aborted) return;
      const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS };
      const socket = connect({ host, port, ...keepAlive, signal: life });
      try {
        await connected(socket, timeoutMs);
        yield* chunks(socket);
      } catch (error) {
        if (!life.aborted) throw error;
      } finally {
        socket.destroy();
      }
    },
  };
}

async function connected(socket: Socket, timeoutMs: number): Promise<void> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    await once(socket, 'connect', { signal: timeout });
  } catch (error) {
    if (timeout.aborted) throw new SourceError('unreachable', `no answer within ${timeoutMs / 1000} s`);
    // If a name has several addresses, the AggregateError has no message of its own, only one error per address.
    throw new SourceError('unreachable', error instanceof AggregateError ? error.errors[0] : error);
  }
}

async function* chunks(socket: Socket): AsyncGenerator<Uint8Array, void> {
  try {
    yield* socket;
  } catch (error) {
    throw new SourceError('gone', error);
  }
  throw new SourceError('gone', 'closed by the other side');
}
