import { lineCounts } from '../doctor/line-counts.ts';
import type { Log } from '../log.ts';
import { readingsOf } from '../meter/meter.ts';
import type { TicMode } from '../reading.ts';
import { type Source, SourceError } from '../source/source.ts';
import { sourceOf } from '../source/source-from-port.ts';
import { LineQuality } from '../tic/quality.ts';
import { anonymiser } from './anonymise.ts';
import { madeUpIds } from './made-up-ids.ts';
import {
  type DisplayContext,
  jsonDisplay,
  plainDisplay,
  type ReadingDisplay,
  screenDisplay,
} from './reading-display.ts';
import { openRecord, type RawRecord } from './record.ts';
import { Failure, type Session, systemReason, UsageError } from './session.ts';

export interface WatchOptions {
  readonly mode?: 'auto' | TicMode;
  readonly json?: boolean;
  /** A file that takes the bytes of the line. */
  readonly raw?: string;
  readonly anonymise?: boolean;
}

/**
 * `linky-tic watch PORT`: what the meter says, until a recording ends, or the session.
 * @throws UsageError, and Failure when there was nothing to be read
 */
export async function watch(port: string, options: WatchOptions, session: Session): Promise<void> {
  const { cli } = session.texts;
  if (options.anonymise && options.raw === undefined) throw new UsageError(cli.usage.anonymiseNeedsRaw);
  const source = sourceOf(port);
  if (!source) throw new UsageError(cli.usage.notAPort(port));

  using record = openRaw(options, session);
  const { frames, failure } = await show(port, record?.of(source) ?? source, options, session);
  if (record) session.terminal.remark(cli.watch.recorded(options.raw ?? '', record.bytes, record.withheld));
  if (failure) throw new Failure(cli.cannotOpen[failure.trouble](port, failure.message));
  if (source.recorded && frames === 0) throw new Failure(cli.watch.noFrame(port));
}

function openRaw({ raw, anonymise }: WatchOptions, session: Session): RawRecord | undefined {
  if (raw === undefined) return undefined;
  const madeUp = madeUpIds(session.random);
  try {
    return openRecord(raw, anonymise ? (mode) => anonymiser(mode, madeUp) : undefined);
  } catch (error) {
    throw new Failure(session.texts.cli.cannotWrite(raw, systemReason(error, session)));
  }
}

/** Shows what comes from a source as long as it comes; a source that never gave a byte is left, and the reason told. */
async function show(
  port: string,
  source: Source,
  options: WatchOptions,
  session: Session,
): Promise<{ readonly frames: number; readonly failure?: SourceError }> {
  const { texts, clock } = session;
  const trial = new AbortController();
  const quality = new LineQuality();
  let frames = 0;
  let failure: SourceError | undefined;
  const account = () => lineCounts(frames, quality);
  const shown = showFor(options, { port, texts, account, recorded: source.recorded ?? false }, session);
  const onFailure = (error: SourceError) => {
    failure = error;
    trial.abort();
  };
  const meter = {
    name: texts.cli.watch.name,
    port,
    mode: options.mode ?? 'auto',
    source: reportingFirstFailure(source, onFailure),
    quality,
    log: logTo(shown),
    texts: texts.meter,
    clock,
  };
  try {
    for await (const reading of readingsOf(meter, AbortSignal.any([session.life, trial.signal]))) {
      frames += 1;
      shown.take(reading, Math.round(clock.wall() - (clock.now() - reading.monotonicMs)));
    }
  } finally {
    shown.end();
  }
  return { frames, ...(failure && { failure }) };
}

function showFor({ json }: WatchOptions, shown: DisplayContext, { terminal, clock }: Session): ReadingDisplay {
  if (json) return jsonDisplay(terminal);
  return terminal.window ? screenDisplay(terminal, shown, clock) : plainDisplay(terminal, shown);
}

function logTo(show: ReadingDisplay): Log {
  return {
    debug() {},
    info: (message) => show.say(message, 'faint'),
    warn: (message) => show.say(message, 'bad'),
    error: (message) => show.say(message, 'bad'),
  };
}

/**
 * A source that says when there is nothing to be had from it: `failed` is called when it breaks before its first byte.
 * Somebody who waits in front of a terminal wants to know; a plugin would try again.
 */
export function reportingFirstFailure(source: Source, failed: (error: SourceError) => void): Source {
  let isProven = false;
  return {
    ...source,
    async *bytes(baudRate, life) {
      try {
        for await (const chunk of source.bytes(baudRate, life)) {
          isProven = true;
          yield chunk;
        }
      } catch (error) {
        if (!isProven && error instanceof SourceError) failed(error);
        throw error;
      }
    },
  };
}
