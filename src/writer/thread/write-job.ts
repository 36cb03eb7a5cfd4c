import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { systemClock } from '../../clock.ts';
import { Mirror } from '../../influx/mirror.ts';
import { type Journal, openJournal } from '../../journal/journal.ts';
import type { Minute } from '../../journal/minute.ts';
import type { Log } from '../../log.ts';
import { JOURNAL_FILE, MADE_AT_MS } from '../../settings.ts';
import { STATUS_SOCKET, serveStatus } from '../../status/socket.ts';
import { createStatusBoard } from '../../status/status.ts';
import { type Texts, textsFor } from '../../texts/texts.ts';
import type {
  FromWriter,
  MeterReading,
  ToThread,
  WriteJob,
  WriterAnswers,
  WriterQuestion,
  WrittenMinute,
} from '../messages.ts';
import { type Vitals, vitalsIn } from '../vitals.ts';
import { lastModeIn } from './answers.ts';
import { createTextSharing } from './shared-texts.ts';

const BEAT_EVERY_MS = 5_000;
/** What comes faster than a meter speaks is written before its time, a whole block at once. */
const COMMIT_AT = 500;

/**
 * The work of the writer's thread: every Reading into the journal, and from there into InfluxDB; and how things are, told on
 * a socket. What it throws ends the thread, which is started again.
 */
export function runWriteJob(job: WriteJob, port: MessagePort): void {
  const { config, folder, host } = job;
  const tell = (message: FromWriter) => port.postMessage(message);
  const log = logTo(tell);
  const texts = textsFor(config.language, host);
  const life = new AbortController();
  const vitals = vitalsIn(job.vitals);
  const beats = setInterval(vitals.beat, BEAT_EVERY_MS);
  /** Taken since anything was written last. */
  let uncommitted = 0;
  const journal = openJournal({
    path: join(folder, JOURNAL_FILE),
    config: config.journal,
    mirrored: config.influx !== undefined,
    ...{ log, texts: texts.journal, now: systemClock.now, wall: systemClock.wall, builtAtMs: MADE_AT_MS },
    ...{ origin: vitals.origin, working: vitals.inDisk, alive: vitals.beat, gone },
  });
  const mirror = mirrorOf(job, journal, log, texts, vitals);
  const board = createStatusBoard(config.meters, mirror && (() => mirror.status), systemClock);
  void tellOthers();
  const mirroring = mirror?.run(life.signal);
  const shares = new Map(config.meters.map(({ slug }) => [slug, createTextSharing()]));
  port.on('message', hear);
  // Its modules are read, and the journal is open.
  vitals.inDisk(false);

  function hear(message: ToThread): void {
    switch (message.kind) {
      case 'take':
        take(message.parcels);
        return;
      case 'ask':
        tell({ kind: 'answer', id: message.id, answer: answerTo(message.question, journal) });
        return;
      case 'stop':
        void stop();
    }
  }

  function take(parcels: readonly MeterReading[]): void {
    for (const { meter, reading: copy } of parcels) {
      const reading = shares.get(meter)?.(copy) ?? copy;
      journal.take(meter, reading);
      board.take(meter, reading);
    }
    tell({ kind: 'took', count: parcels.length });
    uncommitted += parcels.length;
    if (uncommitted < COMMIT_AT) return;
    uncommitted = 0;
    journal.commitBlock();
  }

  function gone(counts: ReadonlyMap<string, number>): void {
    uncommitted = 0;
    tell({ kind: 'gone', counts });
  }

  async function stop(): Promise<void> {
    journal.commitLast();
    // The socket is removed.
    vitals.inDisk(true);
    life.abort();
    vitals.inDisk(false);
    await mirroring;
    journal.close();
    clearInterval(beats);
    tell({ kind: 'stopped', unwritten: journal.inMemory });
    port.close();
  }

  /** That no other process can ask how things are is said; that another one already answers is not. */
  async function tellOthers(): Promise<void> {
    const socket = join(folder, STATUS_SOCKET);
    vitals.inDisk(true);
    const served = await serveStatus(socket, board, life.signal);
    vitals.inDisk(false);
    if (served === 'nowhere' && !life.signal.aborted) log.info(texts.platform.noStatus(socket));
  }
}

function logTo(tell: (message: FromWriter) => void): Log {
  const at = (level: keyof Log) => (text: string) => tell({ kind: 'say', level, text });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function mirrorOf(
  { config, folder }: WriteJob,
  journal: Journal,
  log: Log,
  texts: Texts,
  { inDisk }: Vitals,
): Mirror | undefined {
  if (!config.influx) return undefined;
  const parts = { config: config.influx, journal, folder, log, texts: texts.influx, working: inDisk };
  return new Mirror({ ...parts, clock: systemClock, random: Math.random });
}

function answerTo(question: WriterQuestion, journal: Journal): WriterAnswers[WriterQuestion['about']] {
  switch (question.about) {
    case 'minutes':
      return journal.minutes(question.meter, question.fromMs, question.toMs)?.map(writtenMinute);
    case 'lastMode':
      return lastModeIn(journal, question.meter);
  }
}

/** Of a minute what is asked for: a day has 1 440 of them. */
function writtenMinute({ atMs, count, meanVA }: Minute): WrittenMinute {
  return { atMs, count, ...(meanVA !== undefined && { meanVA }) };
}
