import { DAY_MS, MINUTE_MS } from '../support/time.ts';
import { momentOf } from '../years/wall-clock.ts';
import { dateAndMinute, type Fortnight, type HomeHappening, type Life, minuteOf, type Script } from './life.ts';

/** The longest time from one frame to the next where nothing happens. After 30 minutes the plugin takes nothing for seen. */
const SPARSE_MS = 28 * MINUTE_MS;
const CLOSE_MS = 2_000;
/** So soon after the first frame the plugin has seen every minute of a day. */
const WHOLE_DAY_MS = DAY_MS + 90_000;
/** So soon after the first frame the periods of the contract, and what follows from them, are known. */
export const SETTLING_MS = MINUTE_MS;
/** The frames around a moment at which something may happen. */
const AROUND_MS = [-5_000, 5_000, 65_000];
/** The plugin knows the time of a frame to a millisecond or two: one of midnight itself may count for the day before. */
const PAST_MIDNIGHT_MS = 10;
/** How long before off-peak hours a sensor may turn on. */
const LEAD_MINUTES = 20;
const TURNS_OF_THE_DAY = ['00:00', '06:00', '20:00'].map(minuteOf);

/** A moment at which each meter sends a frame. */
export interface Moment {
  readonly atMs: number;
  /** By how much the meters' own clocks are late, in seconds. */
  readonly lateS: number;
}

/**
 * When frames arrive: close by all moments at which something is expected to happen to a meter, or not to, and seldom in between.
 * At midnight one of them still tells the date before.
 */
export function momentsOf({ from, until, script, lives }: Fortnight): readonly Moment[] {
  const [fromMs, untilMs] = [momentOf(from), momentOf(until)];
  const late = new Map<number, number>();
  const times = new Set([fromMs + WHOLE_DAY_MS]);
  for (const edgeMs of lives.flatMap((life) => edgesOf(life, fromMs, untilMs))) {
    for (const ms of AROUND_MS) times.add(edgeMs + ms);
  }
  for (let atMs = fromMs; atMs <= untilMs; atMs += MINUTE_MS) {
    if (dateAndMinute(atMs).minute !== 0 || dateAndMinute(atMs - MINUTE_MS).minute === 0) continue;
    times.add(atMs + PAST_MIDNIGHT_MS);
    late.set(atMs + PAST_MIDNIGHT_MS, 1);
  }
  for (const [at] of lives.flatMap((life) => life.script ?? [])) times.add(momentOf(at));
  for (const [at, happening] of script) {
    const atMs = momentOf(at);
    times.add(atMs);
    if (happening.kind === 'closely') addClosely(atMs, atMs + happening.seconds * 1_000);
    if (!('minutes' in happening)) continue;
    // What came more than a minute before a kill is on the disk.
    addClosely(atMs - MINUTE_MS, atMs);
    const backMs = atMs + happening.minutes * MINUTE_MS;
    addClosely(backMs, backMs + SETTLING_MS);
  }
  addClosely(fromMs, fromMs + SETTLING_MS);
  return withoutGaps([...times].filter((atMs) => atMs >= fromMs && atMs <= untilMs).sort((a, b) => a - b))
    .filter((atMs) => !isUnheard(atMs, script))
    .map((atMs) => ({ atMs, lateS: late.get(atMs) ?? 0 }));

  function addClosely(beginMs: number, endMs: number): void {
    for (let atMs = beginMs; atMs <= endMs; atMs += CLOSE_MS) times.add(atMs);
  }
}

/** Adds as many moments as it needs until no two are farther apart than the sparse frames may be. */
function withoutGaps(times: readonly number[]): readonly number[] {
  return times.flatMap((atMs, at) => {
    const count = Math.ceil(((times[at + 1] ?? atMs) - atMs) / SPARSE_MS);
    return [atMs, ...Array.from({ length: Math.max(0, count - 1) }, (_, nth) => atMs + (nth + 1) * SPARSE_MS)];
  });
}

/** Whether no frame arrives, or nobody is there to hear it. */
function isUnheard(atMs: number, script: Script<HomeHappening>): boolean {
  return script.some(([at, happening]) => {
    if (!('minutes' in happening)) return false;
    const sinceMs = momentOf(at);
    return atMs > sinceMs && atMs < sinceMs + happening.minutes * MINUTE_MS;
  });
}

/** Where a period or a day begins, and where a sensor tells a period beforehand. */
function edgesOf({ contract: first, script = [] }: Life, fromMs: number, untilMs: number): readonly number[] {
  const exchanges = script.flatMap(([at, one]) => (one.kind === 'exchanged' ? [{ ms: momentOf(at), one }] : []));
  const periodAt = (atMs: number) => {
    const { contract } = exchanges.findLast(({ ms }) => ms <= atMs)?.one ?? { contract: first };
    const { date, minute } = dateAndMinute(atMs);
    return contract.periodAt(date, minute);
  };
  const edges: number[] = [];
  let before = periodAt(fromMs);
  for (let atMs = fromMs; atMs <= untilMs; atMs += MINUTE_MS) {
    const now = periodAt(atMs);
    if (now !== before) edges.push(atMs, atMs - LEAD_MINUTES * MINUTE_MS);
    if (TURNS_OF_THE_DAY.includes(dateAndMinute(atMs).minute)) edges.push(atMs);
    before = now;
  }
  return edges;
}
