import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Source, SourceError } from './source.ts';

/** Idle time after which the system starts to ask whether the other side is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * A serial port behind TCP (ser2net and alike), which sets the speed of the line itself. A host that has not answered
 * within `patienceMs` counts as unreachable.
 */
export function tcp(host: string, port: number, { patienceMs = 5_000 } = {}): Source {
  return {
    async *bytes(_baudRate, life) {
      if (life.aborted) return;
      const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS };
      const socket = connect({ host, port, ...keepAlive, signal: life });
      try {
        await connected(socket, patienceMs);
        yield* chunks(socket);
      } catch (error) {
        if (!life.aborted) throw error;
      } finally {
        socket.destroy();
      }
    },
  };
}

async function connected(socket: Socket, patienceMs: number): Promise<void> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    await once(socket, 'connect', { signal: patience });
  } catch (error) {
    if (patience.aborted) throw new SourceError('unreachable', `no answer within ${patienceMs / 1000} s`);
    // A name with several addresses fails with one error for each, and no message of its own.
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
