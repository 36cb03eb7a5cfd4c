import type { MessagePort } from 'node:worker_threads';
import { sleep, systemClock } from '../../base/clock.ts';
import type { WriteResult } from '../../influx/answer.ts';
import { batchOf } from '../../influx/batch.ts';
import { openClient } from '../../influx/client.ts';
import { type DeliveryTrouble, isDeliveryTrouble, retryDelayMs } from '../../influx/delivery-trouble.ts';
import type { PointMemory } from '../../influx/points.ts';
import { createRefusedSeries } from '../../influx/refused-series.ts';
import { type SendResult, sendLines } from '../../influx/send-lines.ts';
import { createVerifiedClient, type VerifiedClient } from '../../influx/verified-client.ts';
import type { Entry } from '../../journal/entry.ts';
import { openReadOnlyJournal } from '../../journal/read-only-journal.ts';
import type { FromSender, SendJob, ToThread } from '../messages.ts';

/** The most Readings in one request: half a megabyte of lines with `linky_tic`. `batchOf` limits those with longer frames. */
const MOST_READINGS = 500;
/** If a request fails this many times in a row, the job ends. */
const MOST_TRIES = 3;

/**
 * The work of a sending thread: sends the content of a journal, once, until it is asked to stop. Points that the database already has do
 * not change.
 */
export async function runSendJob({ path, fromMs, influx }: SendJob, port: MessagePort): Promise<void> {
  const tell = (message: FromSender) => port.postMessage(message);
  const life = new AbortController();
  port.on('message', ({ kind }: ToThread) => kind === 'stop' && life.abort());
  const client = openClient(influx);
  const verified = createVerifiedClient({ client, config: influx, clock: systemClock });
  const { write } = verified;
  const series = createRefusedSeries();
  let total = { readings: 0, refused: 0, dropped: 0 };
  let trouble: DeliveryTrouble | undefined;
  let isReached = false;
  try {
    using journal = openReadOnlyJournal(path, systemClock.wall);
    for (const { lines, readings } of batchesOf(journal.entries(fromMs), influx.literal)) {
      const sent = await withRetries(() => sendLines(lines, write, life.signal, series), life.signal);
      if (sent.kind !== 'done') {
        trouble = sent;
        break;
      }
      isReached ||= lines.length > 0;
      for (const refusal of sent.refusals) tell({ kind: 'refused', ...refusal });
      total = {
        readings: total.readings + readings,
        refused: total.refused + sent.refusals.length,
        dropped: total.dropped + sent.dropped,
      };
      if (life.signal.aborted) break;
    }
    if (!trouble && !isReached) trouble = await troubleAt(write, life.signal);
  } finally {
    client.close();
  }
  const { isVerified } = verified;
  tell({ kind: 'ended', total, trouble, isRefusing: series.all.length > 0, isVerified });
  port.close();
}

/** The lines of each request, and the number of Readings that they contain. */
function* batchesOf(entries: Iterable<Entry>, literal: boolean) {
  let memory: PointMemory = new Map();
  for (const chunk of chunksOf(entries, MOST_READINGS)) {
    let rest = chunk;
    while (rest[0]) {
      const batch = batchOf(rest[0].position, rest, MOST_READINGS, memory, literal);
      if (!batch) break;
      const after = rest.filter(({ position }) => position >= batch.to);
      yield { lines: batch.lines, readings: rest.length - after.length };
      memory = batch.memory;
      rest = after;
    }
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

/**
 * The trouble that a request would have, for a job that had nothing to send. An empty write shows whether the database answers and accepts
 * our credentials; if it only objects to the empty body, there is no trouble.
 */
async function troubleAt(write: VerifiedClient['write'], life: AbortSignal): Promise<DeliveryTrouble | undefined> {
  if (life.aborted) return undefined;
  const delivery = await withRetries(() => write([], life), life);
  return isDeliveryTrouble(delivery) ? delivery : undefined;
}

/** Calls `attempt` until its result is not a passing trouble, with a pause before each retry. Resolves to the last result. */
async function withRetries<T extends SendResult | WriteResult>(
  attempt: () => Promise<T>,
  life: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const result = await attempt();
    if (result.kind !== 'unreachable' && result.kind !== 'busy') return result;
    if (tries === MOST_TRIES || life.aborted) return result;
    await sleep(retryDelayMs(result, tries, Math.random), systemClock, life);
  }
}
