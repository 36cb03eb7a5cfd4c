import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { type Clock, sleep } from '../base/clock.ts';
import { like, object, optional, ours } from '../base/json-shape.ts';
import type { JournalOrder, OrderOutcome } from '../journal/orders.ts';
import type { Answer, Request } from './protocol.ts';
import { type Status, statusShape, VERSION } from './status.ts';

/**
 * What the plugin of a storage folder says, or why it says nothing. `nobody` listens there, or it is something else; `silent`: somebody
 * listens, and does not answer in time; `notAllowed`: this user may not connect; `otherVersion`: the plugin that runs has another version
 * than this program.
 */
export type Said<T> =
  | { readonly kind: 'said'; readonly value: T }
  | { readonly kind: 'otherVersion'; readonly version: string }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'notAllowed' };

/** The outcome of an order, or why it is not known. `silent`: time ran out, or the plugin ended. */
export type Ordered = OrderOutcome | Exclude<Said<never>, { readonly kind: 'said' }>;

/** No status is larger, not even with twenty meters. */
const MOST_ANSWER_BYTES = 1_000_000;
const PAUSE_MS = 100;

/** Asks the plugin whose socket is at `path` for its status. Never rejects. @param end ends the wait */
export async function askStatus(path: string, end: AbortSignal): Promise<Said<Status>> {
  const said = await ask(path, { version: VERSION, kind: 'status' }, end);
  if (said.kind === 'broken') return { kind: 'nobody' };
  if (said.kind !== 'said') return said;
  const { status } = said.value;
  return status ? { kind: 'said', value: status } : { kind: 'nobody' };
}

/**
 * Has the plugin whose socket is at `path` carry out an order. If it breaks off, the order is sent again, under the same name, by which
 * the plugin knows what it has done. Never rejects.
 * @param end ends the wait
 */
export async function handOver(path: string, order: JournalOrder, clock: Clock, end: AbortSignal): Promise<Ordered> {
  const request: Request = { version: VERSION, kind: 'order', id: randomUUID(), order };
  let mayBeDone = false;
  while (!end.aborted) {
    const said = await ask(path, request, end);
    if (said.kind === 'said' && said.value.outcome) return said.value.outcome;
    if (said.kind === 'nobody') return { kind: mayBeDone ? 'silent' : 'nobody' };
    if (said.kind === 'otherVersion' || said.kind === 'notAllowed') return said;
    mayBeDone = true;
    await sleep(PAUSE_MS, clock, end);
  }
  return { kind: 'silent' };
}

/** Sends a request, and resolves to the answer. `broken`: it was not answered, and may have been carried out. */
function ask(path: string, request: Request, end: AbortSignal): Promise<Said<Answer> | { readonly kind: 'broken' }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(path);
    const finish = (said: Said<Answer> | { readonly kind: 'broken' }) => {
      end.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(said);
    };
    const giveUp = () => finish({ kind: 'silent' });
    end.addEventListener('abort', giveUp, { once: true });
    socket
      .on('connect', () => socket.write(`${JSON.stringify(request)}\n`))
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (socket.bytesRead > MOST_ANSWER_BYTES) finish({ kind: 'broken' });
      })
      .on('end', () => finish(answerIn(Buffer.concat(chunks).toString())))
      .on('error', ({ code = '' }: NodeJS.ErrnoException) => finish({ kind: KIND_OF_ERROR[code] ?? 'broken' }));
    if (end.aborted) giveUp();
  });
}

/** What a failed connection means. With EAGAIN so many clients wait for whoever listens that there is no room for one more. */
const KIND_OF_ERROR: { readonly [code: string]: 'nobody' | 'silent' | 'notAllowed' } = {
  ...{ EAGAIN: 'silent', EACCES: 'notAllowed', EPERM: 'notAllowed' },
  // There is no such file, it is not a socket, its process has ended, or the path is too long for a socket.
  ...{ ENOENT: 'nobody', ENOTDIR: 'nobody', ECONNREFUSED: 'nobody', EPROTOTYPE: 'nobody' },
  ...{ ENOTSOCK: 'nobody', EINVAL: 'nobody', ENAMETOOLONG: 'nobody' },
};

const versioned = object({ version: like(/^[\w.+-]{1,64}$/) });
const answer = object<Answer>({
  version: like(/^[\w.+-]{1,64}$/),
  status: optional(statusShape),
  outcome: optional(ours<OrderOutcome>),
});

/** The program that reads it may have more rights than the one that wrote it: see `ours`. */
function answerIn(text: string): Said<Answer> | { readonly kind: 'broken' } {
  try {
    const value: unknown = JSON.parse(text);
    const { version } = versioned(value);
    return version === VERSION ? { kind: 'said', value: answer(value) } : { kind: 'otherVersion', version };
  } catch {
    return { kind: 'broken' };
  }
}
