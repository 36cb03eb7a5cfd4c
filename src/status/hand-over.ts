import { connect } from 'node:net';
import { type Clock, sleep } from '../clock.ts';
import type { OrderOutcome } from '../journal/orders.ts';
import { parseStatus } from './parse.ts';
import type { StatusRequest } from './request.ts';
import type { Status } from './status.ts';

/** What came of a request, or why there is nobody who could do it. */
export type HandedOver =
  | OrderOutcome
  /** No plugin serves its status there. */
  | { readonly kind: 'nobody' }
  /** This user may not connect to the socket. */
  | { readonly kind: 'notAllowed' }
  /** What came of it is unknown: time is over, or the plugin ended. */
  | { readonly kind: 'unanswered' };

/** A status is no larger, not even with twenty meters. */
const MOST_STATUS_BYTES = 1_000_000;
const PAUSE_MS = 100;

/**
 * Has the plugin that serves its status at `path` carry a request out, and waits for the outcome. As long as the status does not
 * have it the request is sent again: it is carried out once, since the plugin knows it by its name. Never rejects.
 * @param end ends the waiting
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

/** What there is at the path of a socket; undefined where that cannot be told now. */
type Said = Status | 'nobody' | 'notAllowed' | undefined;

/** Reads a status, writes what `reply` gives for it, and resolves when the connection is closed. */
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

/** What it means that there is no connection. Any other error passes, such as that too many wait to connect. */
function saidBy({ code = '' }: NodeJS.ErrnoException): Said {
  if (code === 'EACCES' || code === 'EPERM') return 'notAllowed';
  return NOBODY.includes(code) ? 'nobody' : undefined;
}

/** There is no such file, it is no socket, its process has ended, or its path is longer than that of a socket can be. */
const NOBODY = ['ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'EPROTOTYPE', 'ENOTSOCK', 'EINVAL', 'ENAMETOOLONG'];
