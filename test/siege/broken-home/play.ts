import { expect } from 'vitest';
import { SECOND_MS } from '../../../testbed/support/time.ts';
import { type Case, CHANNELS, type Channel, type Expected, type Lane } from './case.ts';
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

/** Waits for the end of a case that was mended at this moment, and tells what became of it. */
export type Ending = (mended: Moment) => Promise<void>;

/**
 * Plays the cases of a lane one after the other, and tells what became of each. Gives the ending of the last one where the next start
 * ends it.
 */
export async function playLane(
  home: BrokenHome,
  lane: Lane,
  tell: (outcome: Outcome) => void,
): Promise<Ending | undefined> {
  /** That of the case before, whose place the next one takes. */
  let ending: Ending | undefined;
  for (const one of lane) {
    const begin = momentOf(home);
    await one.breaks?.(home);
    // What is broken from the start was said before.
    const fromLine = one.breaks ? begin.fromLine : 0;
    const [begun] = await Promise.all([untilSaid(home, one, { ...begin, fromLine }), ending?.(begin)]);
    const says = home.log.slice(fromLine).find((line) => one.expects.log?.test(line)) ?? '';
    ending = async (mended) => {
      const over = await untilOver(home, one, mended);
      tell({ name: one.name, trouble: keyOf(one), begun, over, says });
    };
    if (!one.mends) continue;
    const mended = momentOf(home);
    await one.mends(home);
    await ending(mended);
    ending = undefined;
  }
  return ending;
}

/** From when on something is waited for: the time, and the line of the log. */
export interface Moment {
  readonly sinceMs: number;
  readonly fromLine: number;
}

export function momentOf({ log, wallMs }: Pick<BrokenHome, 'log' | 'wallMs'>): Moment {
  return { sinceMs: wallMs(), fromLine: log.length };
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
  const { tab } = one.expects;
  const isGone = async (look: Promise<readonly ShownTrouble[]>) =>
    // Where nobody answers, nobody knows.
    !(await look).some((shown) => isAbout(shown, one) || shown.kind === 'unanswering');
  const questions: Questions = {
    ...(logsEnd && { log: () => home.log.slice(fromLine).some((line) => logsEnd.test(line)) }),
    status: () => isGone(home.status()),
    page: () => isGone(home.page()),
    ...(tab && { tab: () => isGone(home.page(tab)) }),
    doctor: () => isGone(home.doctor().then(({ troubles }) => troubles)),
  };
  return secondsUntil(home, one, questions, sinceMs);
}

/** Who is dear to ask is asked once the ones before have said so: these have it from the same list. */
const ASKED_AFTER: { readonly [C in Channel]?: readonly Channel[] } = {
  page: ['status'],
  tab: ['status', 'page'],
  doctor: ['status'],
};

async function secondsUntil(
  home: BrokenHome,
  { name, without = [] }: Case,
  questions: Questions,
  sinceMs: number,
): Promise<Seconds> {
  const asked = new Map<Channel, Promise<number>>();
  for (const channel of CHANNELS) {
    const isSo = questions[channel];
    if (!isSo || without.includes(channel)) continue;
    const before = Promise.all((ASKED_AFTER[channel] ?? []).map((one) => asked.get(one)));
    const untilSo = () => expect.poll(isSo, { message: `${name}: ${channel}` }).toBe(true);
    asked.set(
      channel,
      before.then(untilSo).then(() => (home.wallMs() - sinceMs) / SECOND_MS),
    );
  }
  const each = [...asked].map(async ([channel, seconds]) => [channel, await seconds] as const);
  return Object.fromEntries(await Promise.all(each));
}

function isAbout({ part, kind, about }: ShownTrouble, { expects }: Case): boolean {
  const isOfMeter = expects.meter === undefined || about.toLowerCase() === expects.meter.toLowerCase();
  const isOfSetting = expects.setting?.test(about) ?? true;
  return part === expects.part && kindsOf(expects).includes(kind) && isOfMeter && isOfSetting;
}

function keyOf({ expects }: Case): string {
  return `${expects.part} ${kindsOf(expects).join('/')}`;
}

function kindsOf({ kind }: Expected): readonly string[] {
  return typeof kind === 'string' ? [kind] : kind;
}
