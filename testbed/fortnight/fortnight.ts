import { setTimeout as delay } from 'node:timers/promises';
import { thisMachine } from '../../src/doctor/machine.ts';
import type { ContractCalendar } from '../../src/reading.ts';
import type { ContractFacts } from '../../src/ui/protocol.ts';
import { pageAnswers } from '../../src/ui/server.ts';
import { openProxy } from '../databases/proxy.ts';
import { missingServers } from '../databases/servers.ts';
import { createTestDatabase, type OwnDatabase } from '../databases/shared-databases.ts';
import { temporaryStorage } from '../homebridge/homebridge.ts';
import { momentOf, shownAt } from '../years/wall-clock.ts';
import { hoursOverTime } from './expected.ts';
import type { SensorSettings } from './home.ts';
import type { Life } from './life.ts';
import { type Lived, live, type SentFrame } from './live.ts';
import { frameFinder, registerMistakes, writtenHours, writtenRegisters } from './written.ts';

/** What a fortnight has left behind. */
export interface Account extends Lived {
  /** What was logged about the meter, but that it answers. */
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
  /** The calendar in the status at these moments of the script. */
  readonly calendars: { readonly [at: string]: ContractCalendar | undefined };
}

export interface FortnightOptions {
  readonly sensors: readonly SensorSettings[];
  readonly staleAfter?: number;
  /** When the status is looked at: after the frame that is sent then. */
  readonly looks?: readonly string[];
}

/** What this machine lacks for a fortnight, in words; empty when it has all. */
export function missingForFortnight(): readonly string[] {
  return process.env['CI'] ? [] : missingServers();
}

/** Lives through a fortnight, and collects what is known of it at its end. */
export async function accountOf(life: Life, { sensors, staleAfter, looks = [] }: FortnightOptions): Promise<Account> {
  await using storage = await temporaryStorage();
  const database = await createTestDatabase();
  await using link = await openProxy(database.url);
  const { username, password } = database;
  const calendars: { [at: string]: ContractCalendar | undefined } = {};
  let facts: ContractFacts | undefined;
  const lived = await live(life, {
    storage: storage.path,
    sensors,
    link,
    influx: { version: '1', url: link.url, database: database.database, username, password, literal: false },
    staleAfter,
    async afterFrame({ atMs }) {
      const at = shownAt(atMs);
      if (looks.includes(at)) calendars[at] = await calendarAt(storage.path);
    },
    async beforeEnd(last) {
      await untilWritten(database, last);
      facts = await pageAt(storage.path, last.untilMs)['/contract']({ language: 'en', meter: 'linky' });
    },
  });
  if (!facts) throw new Error('the fortnight had no frame');
  const frameOf = frameFinder(lived.frames);
  const written = await writtenHours(database, frameOf);
  return {
    ...lived,
    news: lived.log
      .filter((line) => line.startsWith('Linky: ') && !line.includes(' answers, in '))
      .map((line) => line.replace(/tcp:\S+\d/, 'PORT')),
    hours: hoursOverTime(lived.frames, (frame) => written.get(frame)),
    registers: await writtenRegisters(database),
    mistakes: await registerMistakes(database, life, lived.frames, frameOf),
    days: await daysOf(pageAt(storage.path, momentOf(life.until)), life),
    facts,
    calendars,
  };
}

function pageAt(storage: string, nowMs: number) {
  const machine = thisMachine();
  return pageAnswers({ ...machine, clock: { ...machine.clock, wall: () => nowMs } }, storage);
}

async function calendarAt(storage: string): Promise<ContractCalendar | undefined> {
  const { status } = await pageAt(storage, 0)['/status']({ language: 'en' });
  return status?.meters[0]?.lastReading?.calendar;
}

async function daysOf(page: ReturnType<typeof pageAt>, { from, until }: Life): Promise<Account['days']> {
  const range = { from: from.slice(0, 10), to: until.slice(0, 10) };
  const { spans } = await page['/spans']({ language: 'en', meter: 'linky', by: 'day', ...range, prices: [] });
  return Object.fromEntries(spans.map(({ date, energyWhByTariff = {} }) => [date, energyWhByTariff]));
}

/** Waits until the last frame is in the database, after all that was sent before it. */
async function untilWritten(database: OwnDatabase, last: SentFrame): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT last(power_va) FROM linky');
    if (Number(row?.['time']) >= last.fromMs - 1) return;
    await delay(50);
  }
}
