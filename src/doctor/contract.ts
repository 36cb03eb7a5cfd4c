import { join } from 'node:path';
import { parisDayOf } from '../base/paris-time.ts';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import { createContractFollower } from '../contract/contract-follower.ts';
import { contractMemoryIn, memoryNote } from '../contract/contract-memory.ts';
import type { ContractNews } from '../contract/news.ts';
import type { Day } from '../energy/day.ts';
import { tempoDayAt } from '../energy/period-clock.ts';
import { type TempoSeason, tempoSeason } from '../energy/tempo-season.ts';
import { energyOf } from '../money/energy-of.ts';
import type { Frame, Reading } from '../reading/reading.ts';
import type { MeterStatus } from '../status/status.ts';
import { tempoReport } from '../status/tempo-report.ts';
import { readingFromFrame } from '../tic/frame-reading.ts';
import type { HomebridgeStorage } from './homebridge-storage.ts';
import type { Machine } from './machine.ts';

/** What is known of a meter's contract. */
export interface MeterContract {
  /** The meter's slug. */
  readonly meter: string;
  readonly name: string;
  /** The last reading of the running plugin, if it is of today: with the calendar of the contract. */
  readonly reading?: Reading;
  readonly tempo?: TempoSeason;
  /** What was new, the newest last. */
  readonly news: readonly ContractNews[];
}

/**
 * What the running plugin and the journal of a storage folder know of the contract of each meter. A meter of which they know
 * nothing is left out. Never throws.
 */
export async function contractsIn(
  folder: string,
  { status, config }: Pick<HomebridgeStorage, 'status' | 'config'>,
  machine: Machine,
): Promise<readonly MeterContract[]> {
  const nowMs = machine.clock.wall();
  const meters = status?.meters ?? config?.meters ?? [];
  const found = meters.map(async ({ slug, name }) => {
    const running = status?.meters.find((meter) => meter.slug === slug);
    const { days, news } = await keptOf(slug, join(folder, JOURNAL_FILE), nowMs, machine);
    const tempo = tempoSeason(days, tempoDayAt(nowMs), tempoReport(running, nowMs));
    const reading = readingOfToday(running, nowMs);
    if (!reading && !tempo && news.length === 0) return [];
    return [{ meter: slug, name, reading, tempo, news }];
  });
  return (await Promise.all(found)).flat();
}

/**
 * The last of the frames that were heard on a line, as a reading with what they tell of the contract. They have no times but those
 * that they tell themselves.
 */
export function heardReading(frames: readonly Frame[]): Reading | undefined {
  const follower = createContractFollower({ wallAt: () => undefined, says() {}, keep() {}, keepLine() {} });
  follower.learn(undefined);
  let before: Reading | undefined;
  let last: Reading | undefined;
  for (const [nth, frame] of frames.entries()) {
    before = readingFromFrame(frame, nth * A_SECOND_MS, before);
    last = follower.follow(before);
  }
  return last;
}

/** Frames come about once a second. */
const A_SECOND_MS = 1_000;

/**
 * The last reading, if it is of today: the hours of "today" that an older one has are those of another date. In how long off-peak
 * hours begin is only true of a meter that is not silent.
 */
function readingOfToday(running: MeterStatus | undefined, nowMs: number): Reading | undefined {
  const { lastReading, atMs = Number.NaN, ageMs = 0, staleAfter } = running ?? {};
  if (!lastReading || staleAfter === undefined || parisDayOf(atMs) !== parisDayOf(nowMs)) return undefined;
  if (ageMs <= staleAfter * 1000) return lastReading;
  const { offPeakInMinutes: _, ...reading } = lastReading;
  return reading;
}

interface Kept {
  readonly days: readonly Day[];
  readonly news: readonly ContractNews[];
}

async function keptOf(meter: string, path: string, nowMs: number, machine: Machine): Promise<Kept> {
  try {
    using archive = await machine.openReadOnlyJournal(path);
    const { news = [] } = contractMemoryIn(archive.note(memoryNote(meter)));
    return { days: energyOf(archive, meter, nowMs).days(), news };
  } catch {
    // Without a readable journal, only the running plugin knows something.
    return { days: [], news: [] };
  }
}
