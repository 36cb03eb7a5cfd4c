import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type ContractFollower, createContractFollower } from '../contract/contract-follower.ts';
import { lineCounts } from '../doctor/line-counts.ts';
import { type Meter, readingsOfMeter } from '../meter/meter.ts';
import type { TicMode } from '../reading/reading.ts';
import { type BaudRate, type Source, SourceError } from '../source/source.ts';
import { sourceOf } from '../source/source-from-port.ts';
import { LineQuality } from '../tic/quality.ts';
import { createTroubleList } from '../trouble/list.ts';
import { withSurplus } from '../watts/surplus.ts';
import { createWattmeter } from '../watts/wattmeter.ts';
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
  /** The speed of a serial port. */
  readonly baud?: 'auto' | BaudRate;
  readonly json?: boolean;
  /** A file in which the bytes of the line are recorded. */
  readonly raw?: string;
  readonly anonymise?: boolean;
}

/**
 * `linky-tic watch PORT`: shows readings until the recording or the session ends.
 * @throws UsageError, and Failure if nothing could be read
 */
export async function watch(port: string, options: WatchOptions, session: Session): Promise<void> {
  const { cli } = session.texts;
  if (options.anonymise && options.raw === undefined) throw new UsageError(cli.usage.anonymiseNeedsRaw);
  const source = sourceOf(port);
  if (!source) throw new UsageError(cli.usage.notAPort(port));

  using record = openRaw(options, session);
  if (options.raw !== undefined && !options.anonymise) session.terminal.remark(cli.watch.rawHasNumbers(options.raw));
  const { frames, failure } = await showReadings(
    { port, source: record?.recordingSource(source) ?? source, opens: (mode) => record?.opens(mode) },
    options,
    session,
  );
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

/**
 * Shows the readings of a source. A source that breaks before its first byte is not retried: the error is returned as `failure`. The
 * readings of a recording get no active power: it is learned from what the meter counts over time, and a recording does not contain the
 * times of its frames. The surplus needs only the frame itself.
 */
async function showReadings(
  { port, source, opens }: Required<Pick<Meter, 'port' | 'source' | 'opens'>>,
  options: WatchOptions,
  session: Session,
): Promise<{ readonly frames: number; readonly failure?: SourceError }> {
  const { texts, clock } = session;
  const attempt = new AbortController();
  const quality = new LineQuality();
  let frames = 0;
  let failure: SourceError | undefined;
  const counts = () => lineCounts(frames, quality);
  const withWatts = source.recorded ? withSurplus : createWattmeter('auto').measure;
  const contract = followContract(clock, source.recorded ?? false);
  const display = displayFor(options, { port, texts, counts, recorded: source.recorded ?? false }, session);
  const onFailure = (error: SourceError) => {
    failure = error;
    attempt.abort();
  };
  const meter = {
    slug: 'watch',
    name: texts.cli.watch.name,
    port,
    mode: options.mode ?? 'auto',
    baudRate: options.baud ?? 'auto',
    opens,
    source: reportingFirstFailure(source, onFailure),
    quality,
    reports: createTroubleList({ log: displayLog(display), words: texts.troubles, clock }),
    clock,
  };
  try {
    for await (const reading of readingsOfMeter(meter, AbortSignal.any([session.life, attempt.signal]))) {
      frames += 1;
      display.showReading(
        contract.follow(withWatts(reading)),
        Math.round(clock.wall() - (clock.now() - reading.monotonicMs)),
      );
    }
  } finally {
    display.end();
  }
  return { frames, failure };
}

/**
 * Follows the contract for as long as the command runs. It remembers nothing from before, so nothing is news. A recording has only the
 * times in its frames.
 */
function followContract(clock: Clock, isRecording: boolean): ContractFollower {
  const wallAt = (monotonicMs: number) => (isRecording ? undefined : clock.wall() - (clock.now() - monotonicMs));
  const follower = createContractFollower({ wallAt, says() {}, keep() {}, keepLine() {} });
  follower.learn(undefined);
  return follower;
}

function displayFor({ json }: WatchOptions, context: DisplayContext, { terminal, clock }: Session): ReadingDisplay {
  if (json) return jsonDisplay(terminal);
  return terminal.window ? screenDisplay(terminal, context, clock) : plainDisplay(terminal, context);
}

function displayLog(display: ReadingDisplay): Log {
  return {
    debug() {},
    info: (message) => display.showMessage(message, 'faint'),
    warn: (message) => display.showMessage(message, 'bad'),
    error: (message) => display.showMessage(message, 'bad'),
  };
}

/**
 * The same source, which calls `failed` if it breaks before its first byte. The plugin would try again; a user at a terminal wants to know.
 */
function reportingFirstFailure(source: Source, failed: (error: SourceError) => void): Source {
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
