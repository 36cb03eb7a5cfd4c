import { setTimeout as delay } from 'node:timers/promises';
import { thisMachine } from '../../src/doctor/machine.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { ContractCalendar } from '../../src/reading/reading.ts';
import type { MeterStatus } from '../../src/status/status.ts';
import { pageAnswers } from '../../src/ui/page-answers.ts';
import type { ContractFacts } from '../../src/ui/protocol.ts';
import { missingServers } from '../databases/servers.ts';
import { createTestDatabase } from '../databases/shared-databases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { momentOf, shownAt } from '../years/wall-clock.ts';
import { hoursOverTime } from './expected.ts';
import type { Fortnight } from './life.ts';
import { type Lived, live } from './live.ts';
import { frameFinder, type MeterRows, registerMistakes, writtenHours, writtenRegisters } from './written.ts';

/** What a fortnight has left behind of one meter. */
export interface Account extends Lived {
  /** What was logged about the meter, without its name, but that it answers. */
  readonly news: readonly string[];
  /** Each change of the hours in `linky_info`. */
  readonly hours: readonly string[];
  /** What the series of `linky_register` count. */
  readonly registers: readonly string[];
  /** Rows of `linky_register` that are missing, or not what stood on the meter. */
  readonly mistakes: readonly string[];
  /** The Wh of each date by tariff period. */
  readonly days: { readonly [date: string]: { readonly [period: string]: number } };
  /** What the settings page tells at the end. */
  readonly facts: ContractFacts;
  /** The calendar in the status at the moments of the fortnight at which it was looked at. */
  readonly calendars: { readonly [at: string]: ContractCalendar | undefined };
}

/** What this machine lacks for a fortnight, in words; empty when it has all. */
export function missingForFortnight(): readonly string[] {
  return process.env['CI'] ? [] : missingServers();
}

/** Lives through a fortnight, and collects what is known of each meter at its end. */
export async function accountsOf(fortnight: Fortnight): Promise<ReadonlyMap<string, Account>> {
  const { lives, script, until, looks = [] } = fortnight;
  const storage = temporaryFolder({ name: 'homebridge', inMemory: true });
  const database = await createTestDatabase();
  const { username, password } = database;
  const statuses: { [at: string]: readonly MeterStatus[] | undefined } = {};
  const facts = new Map<string, ContractFacts>();
  const lived = await live(fortnight, {
    storage,
    influx: { version: '1', url: database.url, database: database.database, username, password, literal: false },
    async afterFrames(atMs) {
      const at = shownAt(atMs);
      if (looks.includes(at)) statuses[at] = (await pageAt(storage, 0)['/status']({ language: 'en' })).status?.meters;
    },
    async beforeEnd({ fromMs, untilMs }) {
      for (const { name } of lives) {
        const rows = { database, meter: slugOf(name) };
        await untilWritten(rows, fromMs);
        facts.set(name, await pageAt(storage, untilMs)['/contract']({ language: 'en', meter: rows.meter }));
      }
    },
  });
  const accounts = new Map<string, Account>();
  const page = pageAt(storage, momentOf(until));
  for (const [name, meter] of lived.meters) {
    const rows = { database, meter: slugOf(name) };
    const frameOf = frameFinder(meter.frames);
    const written = await writtenHours(rows, frameOf);
    accounts.set(name, {
      ...meter,
      news: newsOf(name, lived.log),
      hours: hoursOverTime(meter.frames, (frame) => written.get(frame)),
      registers: await writtenRegisters(rows),
      mistakes: await registerMistakes(rows, script, meter.frames, frameOf),
      days: await daysOf(page, rows.meter, fortnight),
      facts: facts.get(name) as ContractFacts,
      calendars: calendarsOf(name, statuses),
    });
  }
  return accounts;
}

/** The slug that the plugin makes of a name of one word. */
function slugOf(name: string): string {
  return name.toLowerCase();
}

function newsOf(name: string, log: readonly string[]): readonly string[] {
  return log
    .filter((line) => line.startsWith(`${name}: `) && !line.includes(' answers, in '))
    .map((line) => line.slice(name.length + 2).replace(/tcp:\S+\d/, 'PORT'));
}

function pageAt(storage: string, nowMs: number) {
  const machine = thisMachine();
  const clock = { ...machine.clock, wall: () => nowMs };
  return pageAnswers(
    { ...machine, clock, openReadOnlyJournal: async (path) => openReadOnlyJournal(path, clock.wall) },
    storage,
  );
}

function calendarsOf(name: string, statuses: { readonly [at: string]: readonly MeterStatus[] | undefined }) {
  const ofMeter = Object.entries(statuses).map(([at, meters]) => {
    const status = meters?.find((meter) => meter.name === name);
    return [at, status?.lastReading?.calendar] as const;
  });
  return Object.fromEntries(ofMeter);
}

async function daysOf(
  page: ReturnType<typeof pageAt>,
  meter: string,
  { from, until }: Fortnight,
): Promise<Account['days']> {
  const range = { from: from.slice(0, 10), to: until.slice(0, 10) };
  const { spans } = await page['/spans']({ language: 'en', meter, by: 'day', ...range, prices: [] });
  return Object.fromEntries(spans.map(({ date, energyWhByTariff = {} }) => [date, energyWhByTariff]));
}

/** Waits until the last frame of a meter is in the database, after all that was sent before it. */
async function untilWritten({ database, meter }: MeterRows, lastMs: number): Promise<void> {
  for (;;) {
    const [row] = await database.query(`SELECT last(power_va) FROM linky WHERE meter = '${meter}'`);
    if (Number(row?.['time']) >= lastMs - 1) return;
    await delay(50);
  }
}
