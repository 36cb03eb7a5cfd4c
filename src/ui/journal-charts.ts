import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { MINUTE_MS } from '../base/paris-time.ts';
import { copyFolderOf, JOURNAL_FILE } from '../base/plugin-names.ts';
import type { Minute } from '../energy/minute.ts';
import { powerOfMinutes } from '../energy/minute-spans.ts';
import { type DiskTrouble, diskTroubleOf } from '../journal/disk-trouble.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { type Language, type Texts, textsIn } from '../texts/texts.ts';
import type { CurveSpan, RecentPower } from './protocol.ts';
import { RefusedRequest } from './request.ts';

/** The access to a journal, wherever it is read from. */
export interface JournalAccess {
  /** Resolves to a value if there is a file or a folder at the path. */
  statOf(path: string): Promise<unknown>;
  /** @throws what opening the journal throws */
  openReadOnlyJournal(path: string): Promise<ReadOnlyJournal>;
}

/**
 * Opens the journal in a folder, passes it to `read` and closes it. If there is no journal yet, `read` is called without one.
 * @throws RefusedRequest if the journal cannot be read
 */
export async function readJournal<T>(
  folder: string,
  access: JournalAccess,
  language: Language,
  read: (archive?: ReadOnlyJournal) => T,
): Promise<T> {
  if (!isBuiltin('node:sqlite')) throw new RefusedRequest(textsIn[language].ui.nodeTooOld(process.version));
  const path = join(folder, JOURNAL_FILE);
  if (!(await access.statOf(path)) && !(await access.statOf(copyFolderOf(path)))) return read();
  try {
    using archive = await access.openReadOnlyJournal(path);
    return read(archive);
  } catch (error) {
    throw new RefusedRequest(wordsFor(diskTroubleOf(error), (error as Error).message, textsIn[language].ui));
  }
}

function wordsFor(trouble: DiskTrouble, says: string, { history }: Texts['ui']): string {
  return trouble === 'newer' || trouble === 'foreign' || trouble === 'damaged' || trouble === 'unreachable'
    ? history[trouble](says)
    : history.failing(says);
}

/** The length and the number of the steps of each span. */
const STEPS: { readonly [S in CurveSpan]: { readonly stepMs: number; readonly count: number } } = {
  hour: { stepMs: MINUTE_MS, count: 60 },
  day: { stepMs: 5 * MINUTE_MS, count: 288 },
  week: { stepMs: 15 * MINUTE_MS, count: 672 },
};

/** The power of a meter over a span, whose last step contains `nowMs`. */
export function powerCurve(
  archive: ReadOnlyJournal | undefined,
  meter: string,
  span: CurveSpan,
  nowMs: number,
): RecentPower {
  const { stepMs, count } = STEPS[span];
  const toMs = (Math.floor(nowMs / stepMs) + 1) * stepMs;
  const fromMs = toMs - count * stepMs;
  const minutes = archive?.minutes(meter, fromMs, toMs) ?? [];
  const bySteps = Map.groupBy(minutes, ({ atMs }) => atMs - (atMs % stepMs));
  const atMs = minutes.length === 0 ? [] : Array.from({ length: count }, (_, step) => fromMs + step * stepMs);
  const steps = atMs.map((ms) => bySteps.get(ms) ?? []);
  const points = steps.map(powerOfMinutes);
  return {
    fromMs,
    toMs,
    stepMs,
    atMs,
    firstReadMs: steps.map(firstReadIn),
    meanVA: points.map(({ meanVA = null }) => meanVA),
    leastVA: points.map(({ leastVA = null }) => leastVA),
    greatestVA: points.map(({ greatestVA = null }) => greatestVA),
  };
}

/** When the first of these minutes with a reading of the power began; null if there is none. */
function firstReadIn(minutes: readonly Minute[]): number | null {
  return minutes.find(({ meanVA }) => meanVA !== undefined)?.atMs ?? null;
}
