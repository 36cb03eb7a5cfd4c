import type { MessagePort } from 'node:worker_threads';
import { sleep, systemClock } from '../../base/clock.ts';
import { writeResultOf } from '../../influx/answer.ts';
import { batchOf } from '../../influx/batch.ts';
import { type Client, openClient } from '../../influx/client.ts';
import { type DeliveryTrouble, isDeliveryTrouble, retryDelayMs } from '../../influx/delivery-trouble.ts';
import type { PointMemory } from '../../influx/points.ts';
import { createSender, type RefusedPoints } from '../../influx/sender.ts';
import type { Entry } from '../../journal/entry.ts';
import { openReadOnlyJournal } from '../../journal/read-only-journal.ts';
import type { FromSender, SendJob, SendOutcome, ToThread } from '../messages.ts';

/** The most Readings in one request: half a megabyte of lines with `linky_tic`. `batchOf` limits those with longer frames. */
const MOST_READINGS = 500;
/** If a request fails this many times in a row, the job ends. */
const MOST_TRIES = 3;

/**
 * The work of a sending thread: sends the content of a journal, once, until it is asked to stop. Points that the database already has do
 * not change.
 */
export async function runSendJob({ path, fromMs, influx }: SendJob, port: MessagePort): Promise<void> {
  const life = new AbortController();
  port.on('message', ({ kind }: ToThread) => kind === 'stop' && life.abort());
  const client = openClient(influx);
  try {
    using journal = openReadOnlyJournal(path, systemClock.wall);
    const outcome = await sendAll(journal.entries(fromMs), influx.literal, client, life.signal);
    const message: FromSender = { kind: 'ended', ...outcome };
    port.postMessage(message);
  } finally {
    client.close();
  }
  port.close();
}

async function sendAll(
  entries: Iterable<Entry>,
  literal: boolean,
  client: Client,
  life: AbortSignal,
): Promise<SendOutcome> {
  const sender = createSender(client);
  const refused = new Map<string | undefined, RefusedPoints>();
  let memory: PointMemory = new Map();
  let [readings, most, isReached] = [0, MOST_READINGS, false];
  for (const chunk of chunksOf(entries, MOST_READINGS)) {
    for (let rest = chunk; rest[0] && !life.aborted; ) {
      const batch = batchOf(rest[0].position, rest.slice(0, most), most, memory, literal);
      if (!batch) break;
      const after = rest.filter(({ position }) => position >= batch.to);
      const count = rest.length - after.length;
      if (batch.lines.length > 0) {
        const sent = await withRetries(() => sender.send(batch.lines, life), life);
        if (sent.kind === 'tooLarge' && count > 1) {
          most = Math.floor(count / 2);
          continue;
        }
        if (sent.kind === 'tooLarge') return ended({ kind: 'misconfigured', why: 'refusesAll', says: sent.says });
        if (sent.kind !== 'sent') return ended(sent);
        for (const refusal of sent.refused) note(refusal);
        isReached = true;
      }
      readings += count;
      memory = batch.memory;
      rest = after;
    }
  }
  return ended(isReached || life.aborted ? undefined : await greetingTrouble(client, life));

  function note(refusal: RefusedPoints): void {
    const before = refused.get(refusal.measurement) ?? { ...refusal, points: 0 };
    const [points, fromMs] = [before.points + refusal.points, before.fromMs];
    refused.set(refusal.measurement, { ...refusal, points, fromMs });
  }

  function ended(trouble: DeliveryTrouble | undefined): SendOutcome {
    return { readings, refused: [...refused.values()], trouble };
  }
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<readonly T[], void> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}

/** The trouble that a request would have, for a job that had nothing to send: whether the database answers and accepts our credentials. */
async function greetingTrouble(client: Client, life: AbortSignal): Promise<DeliveryTrouble | undefined> {
  const greeted = async () => writeResultOf(await client.greet(life), systemClock.wall());
  const result = await withRetries(greeted, life);
  return isDeliveryTrouble(result) ? result : undefined;
}

/** Calls `attempt` until its result is not a passing trouble, with a pause before each retry. Resolves to the last result. */
async function withRetries<T extends { readonly kind: string }>(
  attempt: () => Promise<T | DeliveryTrouble>,
  life: AbortSignal,
): Promise<T | DeliveryTrouble> {
  for (let tries = 1; ; tries += 1) {
    const result = await attempt();
    if (!isDeliveryTrouble(result) || result.kind === 'misconfigured') return result;
    if (tries === MOST_TRIES || life.aborted) return result;
    await sleep(retryDelayMs(result, tries, Math.random), systemClock, life);
  }
}
