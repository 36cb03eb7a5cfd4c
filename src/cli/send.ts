import { sleep } from '../clock.ts';
import type { InfluxConfig } from '../config.ts';
import { databaseState } from '../doctor/database.ts';
import { batchOf } from '../influx/batch.ts';
import { type Refusal, type Sent, sendAll } from '../influx/bisect.ts';
import { openClient } from '../influx/client.ts';
import { type Deliver, deliverTo } from '../influx/delivery.ts';
import type { PointMemory } from '../influx/point.ts';
import { waitAfter } from '../influx/wait.ts';
import type { Entry } from '../journal/entry.ts';
import { type ArchiveOptions, archiveIn, sinceIn } from './history.ts';
import { Failure, type Session } from './session.ts';
import { type TargetOptions, targetFrom } from './target.ts';

export type SendOptions = ArchiveOptions & TargetOptions & { readonly json?: boolean };

const MOST_READINGS = 500;
/** Tries in a row that may come to nothing before the whole does. */
const MOST_TRIES = 3;

/**
 * `linky-tic history send`: what the journal holds, once, to an InfluxDB. What it has already stays as it is.
 * @throws UsageError, Failure
 */
export async function send(options: SendOptions, session: Session): Promise<void> {
  const { terminal, texts, clock, life } = session;
  const influx = targetFrom(options, session);
  const fromMs = sinceIn(options, session) ?? 0;
  using archive = archiveIn(options, session);
  const client = openClient(influx);
  const deliver = deliverTo(client, clock);
  const total = { readings: 0, refused: 0, dropped: 0 };
  try {
    for (const { lines, readings } of batchesOf(archive.entries(fromMs), influx.literal)) {
      const sent = await sendPatiently(lines, deliver, influx, session);
      total.readings += readings;
      total.refused += sent.refusals.length;
      total.dropped += sent.dropped;
      for (const { line, says } of sent.refusals) terminal.remark(texts.cli.history.refused(line, says));
      if (life.aborted) throw new Failure(texts.cli.history.interrupted(total.readings));
    }
  } finally {
    client.close();
  }
  if (options.json) terminal.print(JSON.stringify(total));
  else terminal.print(texts.cli.history.sent(total.readings, influx.url, total.refused, total.dropped));
}

/** Entries as the lines of one request after the other. */
function* batchesOf(entries: Iterable<Entry>, literal: boolean) {
  let memory: PointMemory = new Map();
  for (const chunk of chunksOf(entries, MOST_READINGS)) {
    let rest = chunk;
    for (let batch = batchOf(rest, MOST_READINGS, memory, literal); batch; ) {
      const { lines, upTo } = batch;
      const after = rest.filter(({ position }) => position >= upTo);
      yield { lines, readings: rest.length - after.length };
      memory = batch.memory;
      rest = after;
      batch = batchOf(rest, MOST_READINGS, memory, literal);
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

/** Sends lines; what passes by itself is waited for. @throws Failure */
async function sendPatiently(
  lines: readonly string[],
  deliver: Deliver,
  influx: InfluxConfig,
  { clock, life, random, texts }: Session,
): Promise<{ readonly refusals: readonly Refusal[]; readonly dropped: number }> {
  for (let tries = 1; ; tries += 1) {
    const sent = await sendAll(lines, deliver, life);
    if (sent.kind === 'done') return sent;
    const passes = sent.kind === 'unreachable' || sent.kind === 'busy';
    if (!passes || tries === MOST_TRIES || life.aborted) throw new Failure(wordsFor(sent, influx, texts.cli.influx));
    await sleep(waitAfter(sent, tries, random), clock, life);
  }
}

function wordsFor(
  trouble: Exclude<Sent, { kind: 'done' }>,
  influx: InfluxConfig,
  words: Session['texts']['cli']['influx'],
): string {
  if (trouble.kind === 'clash') return words.clash(influx.url, trouble.says);
  return databaseState(trouble, influx, words, false).says;
}
