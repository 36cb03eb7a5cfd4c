import type { MessagePort } from 'node:worker_threads';
import { systemClock } from '../../base/clock.ts';
import { textsFor } from '../../texts/texts.ts';
import { threadSide } from '../../threads/thread-side.ts';
import type { FromShare, ShareJob, ToShare } from '../messages.ts';
import { type LineShare, shareLine } from './line-share.ts';
import { shareReadings } from './reading-share.ts';

/**
 * The work of the share's thread: it sends the bytes of the lines and the newest Readings to other programs, publishes the Readings to an
 * MQTT broker, and serves the house's page. An exception ends the thread, and the supervisor restarts it.
 */
export async function runShareJob(job: ShareJob, port: MessagePort): Promise<void> {
  const { config, folder, host } = job;
  const { page } = config;
  const life = new AbortController();
  const { vitals, log, reports, tell, end } = threadSide<FromShare>(job, port);
  const texts = textsFor(config.language, host);
  const parts = { log, reports, clock: systemClock };
  const lines = new Map<string, LineShare>();
  const sinks = new Map<string, ReturnType<typeof shareReadings>>();
  for (const meter of config.meters) {
    const { slug, share } = meter;
    if (share?.port !== undefined) {
      const isRead = (is: boolean) => tell({ kind: 'isRead', meter: slug, isRead: is });
      lines.set(
        slug,
        shareLine({ ...parts, ...share, port: share.port, meter, texts: texts.share, isRead }, life.signal),
      );
    }
    sinks.set(slug, shareReadings({ ...parts, meter, texts }, life.signal));
  }
  const shared =
    page &&
    (await import('./page-share.ts')).sharePage({ ...parts, config, page, folder, texts: texts.share }, life.signal);
  const mqtt =
    job.mqtt &&
    (await import('./mqtt-share.ts')).shareMqtt({
      ...parts,
      config,
      mqtt: job.mqtt,
      texts: texts.share,
      keep: (text) => tell({ kind: 'keep', text }),
    });
  port.on('message', hear);
  // The modules are loaded: this ends the disk work that `vitals.begin` marked.
  vitals.markDiskWork(false);

  function hear(message: ToShare): void {
    switch (message.kind) {
      case 'bytes':
        lines.get(message.meter)?.give(message.bytes, message.nth);
        tell({ kind: 'tookBytes', meter: message.meter, count: message.bytes.length });
        return;
      case 'reading':
        for (const sink of sinks.get(message.meter) ?? []) sink.take(message.reading);
        shared?.take(message.meter, message.reading);
        mqtt?.take(message.meter, message.reading);
        tell({ kind: 'tookReading', meter: message.meter, nth: message.nth });
        return;
      case 'hours':
        for (const sink of sinks.get(message.meter) ?? []) sink.tellYear(message.offPeak);
        return;
      case 'note':
        mqtt?.note(message.text);
        return;
      case 'list':
        shared?.list(message);
        return;
      case 'stop':
        void stop();
    }
  }

  async function stop(): Promise<void> {
    life.abort();
    await mqtt?.stop();
    end();
  }
}
