import { connect } from 'node:net';
import { type Clock, sleep } from '../base/clock.ts';
import type { OrderOutcome } from '../journal/orders.ts';
import { parseStatus } from './parse.ts';
import type { StatusRequest } from './request.ts';
import type { Status } from './status.ts';

/** The outcome of a request, or why nobody could carry it out. */
export type HandedOver =
  | OrderOutcome
  /** No plugin serves its status there. */
  | { readonly kind: 'nobody' }
  /** This user may not connect to the socket. */
  | { readonly kind: 'notAllowed' }
  /** The outcome is unknown: time ran out, or the plugin ended. */
  | { readonly kind: 'unanswered' };

/** No status is larger, not even with twenty meters. */
const MOST_STATUS_BYTES = 1_000_000;
const PAUSE_MS = 100;

/**
 * Asks the plugin that serves its status at `path` to carry out a request, and waits for the outcome. The request is sent again until the
 * status has the outcome. It is carried out only once, since the plugin recognises its name. Never rejects.
 * @param end ends the wait
 */
export async function handOver(
  path: string,
  request: StatusRequest,
  clock: Clock,
  end: AbortSignal,
): Promise<HandedOver> {
  const text = JSON.stringify(request);
  let wasSent = false;
  while (!end.aborted) {
    const said = await statusAnd(path, end, (status) => {
      if (!status || outcomeIn(status, request)) return undefined;
      wasSent = true;
      return text;
    });
    if (said === 'nobody') return { kind: wasSent ? 'unanswered' : 'nobody' };
    if (said === 'notAllowed') return { kind: 'notAllowed' };
    const outcome = said && outcomeIn(said, request);
    if (outcome) return outcome;
    await sleep(PAUSE_MS, clock, end);
  }
  return { kind: 'unanswered' };
}

function outcomeIn({ requests }: Status, { request }: StatusRequest): OrderOutcome | undefined {
  return requests.find((one) => one.request === request)?.outcome;
}

/** What answers at the path of a socket; undefined if that cannot be determined now. */
type Said = Status | 'nobody' | 'notAllowed' | undefined;

/** Reads a status, writes what `reply` returns for it, and resolves when the connection is closed. */
function statusAnd(
  path: string,
  end: AbortSignal,
  reply: (status: Status | undefined) => string | undefined,
): Promise<Said> {
  return new Promise((resolve) => {
    let said: Said;
    const chunks: Buffer[] = [];
    const socket = connect({ path, allowHalfOpen: true });
    const stop = () => void socket.destroy();
    end.addEventListener('abort', stop, { once: true });
    socket
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (socket.bytesRead > MOST_STATUS_BYTES) stop();
      })
      .on('end', () => {
        said = parseStatus(Buffer.concat(chunks).toString());
        socket.end(reply(said) ?? '');
      })
      .on('error', (error: NodeJS.ErrnoException) => {
        if (chunks.length === 0) said = saidBy(error);
      })
      .on('close', () => {
        end.removeEventListener('abort', stop);
        resolve(said);
      });
    if (end.aborted) stop();
  });
}

/** What a failed connection means. Any other error is temporary, for example that too many clients are waiting to connect. */
function saidBy({ code = '' }: NodeJS.ErrnoException): Said {
  if (code === 'EACCES' || code === 'EPERM') return 'notAllowed';
  return NOBODY.includes(code) ? 'nobody' : undefined;
}

/** There is no such file, it is not a socket, its process has ended, or the path is too long for a socket. */
const NOBODY = ['ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'EPROTOTYPE', 'ENOTSOCK', 'EINVAL', 'ENAMETOOLONG'];
