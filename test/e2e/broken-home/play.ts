import { expect } from 'vitest';
import { type Case, HAS_LIST, type Lane } from './case.ts';
import type { BrokenHome, ShownTrouble } from './home.ts';

/** Where something is said. */
export const CHANNELS = ['log', 'page', 'tab', 'doctor', 'sensor'] as const;
type Channel = (typeof CHANNELS)[number];

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
  for (const one of lane.filter(({ needsList }) => HAS_LIST || !needsList)) {
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

type Asked = { readonly [C in Channel]?: () => boolean | Promise<boolean> };

function untilSaid(home: BrokenHome, one: Case, { fromLine, sinceMs }: Moment): Promise<Seconds> {
  const { log, tab } = one.expects;
  const inList = (shown: readonly ShownTrouble[]) => shown.some((trouble) => isAbout(trouble, one));
  const says: Asked = {
    ...(log && { log: () => home.log.slice(fromLine).some((line) => log.test(line)) }),
    ...(HAS_LIST && {
      page: async () => inList(await home.page()),
      ...(tab && { tab: async () => inList(await home.page(tab)) }),
      doctor: async () => {
        const { code, troubles } = await home.doctor();
        return code === 1 && inList(troubles);
      },
      sensor: home.sensor,
    }),
  };
  return secondsUntil(home, one, says, sinceMs);
}

function untilOver(home: BrokenHome, one: Case, { fromLine, sinceMs }: Moment): Promise<Seconds> {
  const { logsEnd } = one;
  const isGone = (shown: readonly ShownTrouble[]) => !shown.some((trouble) => isAbout(trouble, one));
  const gone: Asked = {
    ...(logsEnd && { log: () => home.log.slice(fromLine).some((line) => logsEnd.test(line)) }),
    ...(HAS_LIST && {
      page: async () => isGone(await home.page()),
      doctor: async () => isGone((await home.doctor()).troubles),
    }),
  };
  return secondsUntil(home, one, gone, sinceMs);
}

async function secondsUntil(home: BrokenHome, { name }: Case, asked: Asked, sinceMs: number): Promise<Seconds> {
  const each = Object.entries(asked).map(async ([channel, isSo]) => {
    await expect.poll(isSo, { message: `${name}: ${channel}` }).toBe(true);
    return [channel, (performance.now() - sinceMs) / home.secondMs] as const;
  });
  return Object.fromEntries(await Promise.all(each));
}

function isAbout({ part, kind, about }: ShownTrouble, { expects }: Case): boolean {
  const isOfMeter = expects.meter === undefined || about.toLowerCase().includes(expects.meter.toLowerCase());
  return part === expects.part && [expects.kind].flat().includes(kind) && isOfMeter;
}

function keyOf({ expects: { part, kind } }: Case): string {
  return `${part} ${[kind].flat().join('/')}`;
}
