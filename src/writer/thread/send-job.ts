import type { MessagePort } from 'node:worker_threads';
import { sleep, systemClock } from '../../clock.ts';
import type { WriteResult } from '../../influx/answer.ts';
import { batchOf } from '../../influx/batch.ts';
import { openClient } from '../../influx/client.ts';
import { type DeliveryTrouble, isDeliveryTrouble, retryDelayMs } from '../../influx/delivery-trouble.ts';
import type { PointMemory } from '../../influx/points.ts';
import { createRefusedSeries } from '../../influx/refused-series.ts';
import { type SendResult, sendLines } from '../../influx/send-lines.ts';
import { createVerifiedClient, type WriteLines } from '../../influx/verified-client.ts';
import type { Entry } from '../../journal/entry.ts';
import { openReadOnlyJournal } from '../../journal/read-only-journal.ts';
import type { FromSender, SendJob, ToThread } from '../messages.ts';

const MOST_READINGS = 500;
/** Tries in a row that may come to nothing before the whole does. */
const MOST_TRIES = 3;

/** Sends what a journal holds, once, until it is told to stop. What the database has already stays as it is. */
export async function runSendJob({ path, fromMs, influx }: SendJob, port: MessagePort): Promise<void> {
  const tell = (message: FromSender) => port.postMessage(message);
  const life = new AbortController();
  port.on('message', ({ kind }: ToThread) => kind === 'stop' && life.abort());
  const client = openClient(influx);
  const door = createVerifiedClient({ client, config: influx, clock: systemClock });
  const { deliver } = door;
  const series = createRefusedSeries();
  let total = { readings: 0, refused: 0, dropped: 0 };
  let trouble: DeliveryTrouble | undefined;
  let isReached = false;
  try {
    using archive = openReadOnlyJournal(path);
    for (const { lines, readings } of batchesOf(archive.entries(fromMs), influx.literal)) {
      const sent = await patiently(() => sendLines(lines, deliver, life.signal, series), life.signal);
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
    if (!trouble && !isReached) trouble = await troubleAt(deliver, life.signal);
  } finally {
    client.close();
  }
  const { isVerified } = door;
  tell({ kind: 'ended', total, ...(trouble && { trouble }), isRefusing: series.all.length > 0, isVerified });
  port.close();
}

/** Entries as the lines of one request after the other. */
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
 * Why nothing could be sent, where there was nothing to send: an empty write tells whether the database is there and lets us in.
 * One that only objects to what is written does.
 */
async function troubleAt(deliver: WriteLines, life: AbortSignal): Promise<DeliveryTrouble | undefined> {
  if (life.aborted) return undefined;
  const delivery = await patiently(() => deliver([], life), life);
  return isDeliveryTrouble(delivery) ? delivery : undefined;
}

/** Tries; what passes by itself is waited for, three times. */
async function patiently<T extends SendResult | WriteResult>(attempt: () => Promise<T>, life: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const come = await attempt();
    if (come.kind !== 'unreachable' && come.kind !== 'busy') return come;
    if (tries === MOST_TRIES || life.aborted) return come;
    await sleep(retryDelayMs(come, tries, Math.random), systemClock, life);
  }
}
