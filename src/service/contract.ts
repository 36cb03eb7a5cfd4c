import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { MINUTE_MS, parisDayOf } from '../base/paris-time.ts';
import { BUILT_AT_MS } from '../base/plugin-names.ts';
import { type ContractFollower, createContractFollower } from '../contract/contract-follower.ts';
import { type ContractMemory, contractMemoryIn, memoryNote, noteOf } from '../contract/contract-memory.ts';
import { type ContractNews, newsText } from '../contract/news.ts';
import { offPeakHoursOfYear } from '../contract/year-hours.ts';
import type { RegisterLine } from '../reading/periods.ts';
import type { Texts } from '../texts/texts.ts';
import type { Writer } from '../writer/writer.ts';
import { answerOf, atMostOnceAMinute } from './journal-pace.ts';

/** What following the contract of a meter needs. */
export interface ContractSurroundings {
  /** The name and the slug of the meter. */
  readonly name: string;
  readonly slug: string;
  readonly writer: Pick<Writer, 'ask' | 'keep' | 'keepLine'>;
  readonly log: Log;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly life: AbortSignal;
  /**
   * Called with the off-peak hours for the whole year, in the notation of the settings, when they become known or change; with those in the
   * journal as soon as it answers, which may be before the first reading. Undefined if none are known any more.
   */
  tellYear(offPeak: string | undefined): void;
}

/**
 * Follows the contract of a real meter: news go to the log, and what is learned goes to the journal, from which it continues after a start.
 * The memory and the register lines are each written to the journal at most once a minute, whatever the line does: two meters that
 * alternate would wear out its disk. If the process is killed, what was learned in the last minute is learned and reported once more,
 * except for what the meter sends only once (MSG2).
 * @param failed called with an exception from continuing with the journal's state
 */
export function followContract(
  { name, slug, writer, log, texts, clock, life, tellYear }: ContractSurroundings,
  failed: (error: unknown) => void,
): ContractFollower {
  let newest: ContractMemory = {};
  let year: string | undefined;
  const lines: RegisterLine[] = [];
  const keepNewest = atMostOnceAMinute(() => writer.keep(memoryNote(slug), noteOf(newest)), clock, life);
  const keepLines = atMostOnceAMinute(
    () => {
      for (const line of lines.splice(0)) writer.keepLine(slug, line);
    },
    clock,
    life,
  );
  const follower = createContractFollower({
    wallAt: wallOf(clock),
    says(news) {
      log[levelOf(news)](texts.contract.ofMeter(name, newsText(news, texts.contract)));
    },
    keep(memory) {
      newest = memory;
      keepNewest();
      tellYearOf(memory);
    },
    keepLine(line) {
      lines.push(line);
      keepLines();
    },
  });
  const learn: ContractFollower['learn'] = (memory, ...rest) => {
    tellYearOf(memory);
    follower.learn(memory, ...rest);
  };
  void goOnFromJournal({ learn }, slug, writer, clock, life).catch(failed);
  return follower;

  function tellYearOf(memory: ContractMemory | undefined): void {
    const offPeak = offPeakHoursOfYear(memory?.hours, parisDayOf(clock.wall()));
    if (offPeak !== year) tellYear(offPeak);
    year = offPeak;
  }
}

/**
 * Follows the contract of a recording. Its frames arrive as fast as they are read, so its only times are those in its frames, and nothing
 * in it is news.
 */
export function followRecording(): ContractFollower {
  const follower = createContractFollower({ wallAt: () => undefined, says() {}, keep() {}, keepLine() {} });
  follower.learn(undefined);
  return follower;
}

/**
 * The last minute before the start is searched among this many of the newest minutes: if the disk is mounted late, the others are from
 * after the start.
 */
const MOST_MINUTES = 120;

/** Asks the journal until it answers: its content must not be replaced before it is known. */
async function goOnFromJournal(
  follower: Pick<ContractFollower, 'learn'>,
  meter: string,
  writer: Pick<Writer, 'ask'>,
  clock: Clock,
  life: AbortSignal,
): Promise<void> {
  const startedMs = clock.now();
  const ask = async () => {
    const [note, lines, minutes] = await Promise.all([
      writer.ask({ about: 'note', name: memoryNote(meter) }),
      writer.ask({ about: 'registerLines', meter }),
      writer.ask({ about: 'latestMinutes', meter, most: MOST_MINUTES }),
    ]);
    return note && lines && minutes && { note, lines, minutes };
  };
  const kept = await answerOf(ask, clock, life);
  if (!kept) return;
  const startMs = wallOf(clock)(startedMs) ?? Number.NaN;
  const lastMinute = kept.minutes.findLast(({ atMs }) => atMs + MINUTE_MS <= startMs);
  follower.learn(contractMemoryIn(kept.note.text), kept.lines, lastMinute?.atMs);
}

/** A clock that shows a time before this program was built is not set. */
function wallOf(clock: Clock): (monotonicMs: number) => number | undefined {
  return (monotonicMs) => {
    const wallMs = clock.wall();
    return wallMs <= BUILT_AT_MS ? undefined : wallMs - (clock.now() - monotonicMs);
  };
}

/** A warning if the meter contradicts itself, as the bill may then be wrong. */
function levelOf({ kind }: ContractNews): 'info' | 'warn' {
  return kind === 'colour' || kind === 'register' ? 'warn' : 'info';
}
