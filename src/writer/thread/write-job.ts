import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { systemClock } from '../../base/clock.ts';
import { BUILT_AT_MS, JOURNAL_FILE } from '../../base/plugin-names.ts';
import type { InfluxConfig } from '../../config/config.ts';
import { influxPlace } from '../../influx/delivery-trouble.ts';
import type { Mirror } from '../../influx/mirror.ts';
import { openJournal } from '../../journal/journal.ts';
import type { Answer, Request } from '../../status/protocol.ts';
import { STATUS_SOCKET, serveStatus, serveStatusWhenFree } from '../../status/socket.ts';
import { createStatusBoard, type StatusList } from '../../status/status.ts';
import { textsFor } from '../../texts/texts.ts';
import { threadSide } from '../../threads/thread-side.ts';
import type { Reports } from '../../trouble/news.ts';
import type { FromWriter, ToThread, WriteJob } from '../messages.ts';
import { answerTo } from './answers.ts';
import { createOrders } from './orders.ts';
import { createStringSharing } from './string-sharing.ts';

const TELL_WAIT_EVERY_MS = 10_000;
/**
 * After this many Readings a block is written without waiting for the next commit. One meter takes far longer than that to send them; a
 * recording does not.
 */
const COMMIT_AT = 500;

/**
 * The work of the writer's thread: it writes every Reading to the journal, sends the journal to InfluxDB, and serves the status on a
 * socket, over which other processes have it change the journal. An exception ends the thread, and the supervisor restarts it.
 */
export async function runWriteJob(job: WriteJob, port: MessagePort): Promise<void> {
  const { config, folder, host } = job;
  const influx = config.influx && (await import('../../influx/mirror.ts'));
  const { vitals, log, reports, tell, end } = threadSide<FromWriter>(job, port);
  const texts = textsFor(config.language, host);
  const life = new AbortController();
  /** The number of the last Reading before those that this thread has taken. */
  let before: number | undefined;
  let list: StatusList = { troubles: [], news: [] };
  /** How many Readings were taken since the last write. */
  let uncommitted = 0;
  const journal = openJournal({
    path: join(folder, JOURNAL_FILE),
    config: config.journal,
    mirrored: config.influx !== undefined,
    reports: alsoInDatabase(reports, config.influx),
    recorded: job.recorded,
    texts: texts.journal,
    now: systemClock.now,
    wall: systemClock.wall,
    builtAtMs: BUILT_AT_MS,
    origin: vitals.origin,
    markDiskWork: vitals.markDiskWork,
    alive: vitals.beat,
    leftMemory,
  });
  const parts = { journal, log, reports, texts: texts.influx };
  const mirror =
    config.influx &&
    influx &&
    new influx.Mirror({ ...parts, config: config.influx, clock: systemClock, random: Math.random });
  const carryOut = createOrders(journal, reports);
  const board = createStatusBoard(config.meters, systemClock, {
    mirror: mirror && (() => mirror.status),
    list: () => list,
  });
  void serve();
  const mirroring = mirror?.run(life.signal);
  const tellingWait = mirror && setInterval(() => tellWait(mirror), TELL_WAIT_EVERY_MS);
  const shares = new Map(config.meters.map(({ slug }) => [slug, createStringSharing()]));
  port.on('message', hear);
  // The modules are loaded and the journal is open: this ends the disk work that `vitals.begin` marked.
  vitals.markDiskWork(false);

  function hear(message: ToThread): void {
    switch (message.kind) {
      case 'take':
        take(message);
        return;
      // Both come a few times a day, at most once a minute. They are written at once, since news that was reported would be reported again
      // if a kill lost them.
      case 'keep':
        journal.setNote(message.name, message.text);
        journal.commit();
        return;
      case 'keepLine':
        journal.keepRegisterLine(message.meter, message.line);
        journal.commit();
        return;
      case 'ask':
        tell({ kind: 'answer', id: message.id, answer: answerTo(message.question, journal) });
        return;
      case 'list':
        list = { troubles: message.troubles, news: message.news };
        return;
      case 'stop':
        void stop();
    }
  }

  function take({ first, readings }: ToThread & { readonly kind: 'take' }): void {
    before ??= first - 1;
    for (const [at, { meter, reading }] of readings.entries()) {
      vitals.item = first + at;
      shares.get(meter)?.(reading);
      journal.take(meter, reading);
      board.take(meter, reading);
    }
    vitals.item = 0;
    tell({ kind: 'took', upTo: first + readings.length - 1 });
    uncommitted += readings.length;
    if (uncommitted < COMMIT_AT) return;
    uncommitted = 0;
    journal.commitBlock();
  }

  function leftMemory(count: number): void {
    uncommitted = 0;
    if (before !== undefined) tell({ kind: 'committed', upTo: before + count });
  }

  function tellWait({ waitingSinceMs: sinceMs }: Mirror): void {
    tell({ kind: 'waits', sinceMs });
  }

  async function stop(): Promise<void> {
    // Everything is on disk before the mirror's last requests, which a kill may cut short; `close` writes how far they got.
    journal.commitLast();
    // The abort removes the socket file, which may wait for the disk.
    vitals.markDiskWork(true);
    life.abort();
    vitals.markDiskWork(false);
    await mirroring;
    journal.close();
    clearInterval(tellingWait);
    tell({ kind: 'stopped', unwritten: journal.inMemory });
    end();
  }

  /** If another process answers there, that is not reported: the journal, which it has open, says so. */
  async function serve(): Promise<void> {
    const socket = join(folder, STATUS_SOCKET);
    const serveNow = async () => {
      vitals.markDiskWork(true);
      const served = await serveStatus(socket, answers, life.signal);
      vitals.markDiskWork(false);
      return served;
    };
    await serveStatusWhenFree(serveNow, systemClock, life.signal, (served) => {
      reports.report('status', served === 'nowhere' ? { part: 'writer', kind: 'noStatus', socket } : undefined);
    });
  }

  function answers(request: Request): Omit<Answer, 'version'> {
    return request.kind === 'status' ? { status: board.status } : { outcome: carryOut(request.id, request.order) };
  }
}

/** The reports of the journal, which does not know about databases: wrongly dated Readings have been sent there as well. */
function alsoInDatabase({ report, tell }: Reports, influx: InfluxConfig | undefined): Reports {
  return {
    report,
    tell: (news) => tell(influx && news.kind === 'setBack' ? { ...news, to: influxPlace(influx) } : news),
  };
}
