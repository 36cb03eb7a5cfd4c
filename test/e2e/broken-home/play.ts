import { expect } from 'vitest';
import { ASKED, type Case, type Channel, type Expected, type Lane } from './case.ts';
import type { BrokenHome, ShownTrouble } from './home.ts';

/** After how many seconds of the home's clock each of them said it, or did not say it any more. */
export type Seconds = { readonly [C in Channel]?: number };

/** What became of a case. */
export interface Outcome {
  readonly name: string;
  readonly trouble: string;
  readonly begun: Seconds;
  readonly over: Seconds;
  /** The line of the log. */
  readonly says: string;
}

/** Plays the cases of a lane one after the other, and tells what became of each. */
export async function playLane(home: BrokenHome, lane: Lane, tell: (outcome: Outcome) => void): Promise<void> {
  /** Waits for the end of the case before, whose place this one takes. */
  let isReplaced = async (_: Moment) => {};
  let untold: Outcome | undefined;
  for (const one of lane) {
    const begin = momentOf(home);
    await one.breaks?.(home);
    const fromLine = one.breaks ? begin.fromLine : 0;
    const [begun] = await Promise.all([untilSaid(home, one, { ...begin, fromLine }), isReplaced(begin)]);
    const says = home.log.slice(fromLine).find((line) => one.expects.log?.test(line)) ?? '';
    const told = { name: one.name, trouble: keyOf(one), begun, says };
    untold = { ...told, over: {} };
    isReplaced = async (moment) => {
      tell({ ...told, over: await untilOver(home, one, moment) });
      untold = undefined;
    };
    if (!one.mends) continue;
    const mended = momentOf(home);
    await one.mends(home);
    await isReplaced(mended);
    isReplaced = async () => {};
  }
  if (untold) tell(untold);
}

/** From when on something is waited for: the time, and the line of the log. */
interface Moment {
  readonly sinceMs: number;
  readonly fromLine: number;
}

function momentOf({ log }: BrokenHome): Moment {
  return { sinceMs: performance.now(), fromLine: log.length };
}

/** What is asked for at each place. */
type Questions = { readonly [C in Channel]?: () => boolean | Promise<boolean> };

function untilSaid(home: BrokenHome, one: Case, { fromLine, sinceMs }: Moment): Promise<Seconds> {
  const { log, tab } = one.expects;
  const shows = async (look: Promise<readonly ShownTrouble[]>) => (await look).some((shown) => isAbout(shown, one));
  const questions: Questions = {
    ...(log && { log: () => home.log.slice(fromLine).some((line) => log.test(line)) }),
    status: () => shows(home.status()),
    sensor: home.sensor,
    page: () => shows(home.page()),
    ...(tab && { tab: () => shows(home.page(tab)) }),
    async doctor() {
      const { code, troubles } = await home.doctor();
      return code === 1 && shows(Promise.resolve(troubles));
    },
  };
  return secondsUntil(home, one, questions, sinceMs);
}

function untilOver(home: BrokenHome, one: Case, { fromLine, sinceMs }: Moment): Promise<Seconds> {
  const { logsEnd } = one;
  const isGone = async (look: Promise<readonly ShownTrouble[]>) => !(await look).some((shown) => isAbout(shown, one));
  const questions: Questions = {
    ...(logsEnd && { log: () => home.log.slice(fromLine).some((line) => logsEnd.test(line)) }),
    status: () => isGone(home.status()),
    page: () => isGone(home.page()),
    doctor: () => isGone(home.doctor().then(({ troubles }) => troubles)),
  };
  return secondsUntil(home, one, questions, sinceMs);
}

async function secondsUntil(
  home: BrokenHome,
  { name, without = [] }: Case,
  questions: Questions,
  sinceMs: number,
): Promise<Seconds> {
  const asked = (Object.keys(questions) as Channel[]).filter((one) => ASKED.has(one) && !without.includes(one));
  const each = asked.map(async (channel) => {
    const isSo = questions[channel];
    await expect.poll(() => isSo?.(), { message: `${name}: ${channel}` }).toBe(true);
    return [channel, (performance.now() - sinceMs) / home.secondMs] as const;
  });
  return Object.fromEntries(await Promise.all(each));
}

function isAbout({ part, kind, about }: ShownTrouble, { expects }: Case): boolean {
  const isOfMeter = expects.meter === undefined || about.toLowerCase().includes(expects.meter.toLowerCase());
  return part === expects.part && kindsOf(expects).includes(kind) && isOfMeter;
}

function keyOf({ expects }: Case): string {
  return `${expects.part} ${kindsOf(expects).join('/')}`;
}

function kindsOf({ kind }: Expected): readonly string[] {
  return typeof kind === 'string' ? [kind] : kind;
}
