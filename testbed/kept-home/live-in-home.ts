import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { beginningOfDay, parisDayOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { childClock } from '../child-clock/child-clock.ts';
import { type ScriptedServer, startScriptedServer } from '../databases/scripted-server.ts';
import { type Homebridge, STOPPED, startHomebridge, temporaryStorage } from '../homebridge/homebridge.ts';
import { type Phone, pair } from '../homebridge/phone.ts';
import { type TimedReading, writeHistory } from '../journal-history.ts';
import { NEVER_STALE, type PtyMeter, startPtyMeter } from '../meter/pty-meter.ts';
import { listLog } from '../support/log.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { pluginBlock } from '../support/plugin-block.ts';
import { MINUTE_MS } from '../support/time.ts';
import { troublesIn } from '../support/troubles.ts';
import { type KeptHome, type Point, packHome, pointsIn } from './kept-home.ts';
import { counting, GROUPS, METERS, type MeterName, MODES, reader } from './meters.ts';
import { historyLines, toldContract, toldHistory } from './told-history.ts';

const { en } = textsIn;

/** The home was read for so many days before the phone comes, and then for some seconds. */
const DAYS = 2;
/** A frame of each meter comes so often in those days. */
const EVERY_MS = 5 * MINUTE_MS;
/** How many of these Readings the database does not have yet. */
const WAITING = 60;
/** What each meter tells while the database answers, and once it does not. */
const [BEFORE_VA, AFTER_VA] = [6_300, 6_400];

/**
 * Lives in a home with the present plugin, built in dist/, and keeps what it leaves: two meters were read for two days, a file was
 * imported, a phone is paired, and the database is gone, so that some Readings wait for it. Addresses, keys and numbers are made up.
 */
export async function liveInHome(homebridge: 1 | 2): Promise<KeptHome> {
  await using storage = await temporaryStorage();
  const beganAtMs = beginningOfDay(parisDayOf(Date.now()) - DAYS);
  writePast(storage.path, beganAtMs);
  await using linky = await startPtyMeter();
  await using atelier = await startPtyMeter();
  const meters = { Linky: linky, Atelier: atelier };
  let isGone = false;
  await using database = await startScriptedServer(() => ({ status: isGone ? 503 : 204 }));
  const config = configOf(meters, database.url);
  const clock = childClock({ endsSlowly: homebridge === 2 });
  const plan = { config, storage: storage.path, version: homebridge, clock, isUnpaired: true };
  await using started = await startHomebridge(plan);
  await using phone = await pair(started.bridge);

  const countedWh = counting(beganAtMs)(Date.now());
  const sayAll = (va: number) => {
    for (const name of METERS) meters[name].say(GROUPS[name]({ atMs: Date.now(), va, countedWh }), MODES[name]);
  };
  sayAll(BEFORE_VA);
  await until(() => METERS.every((name) => receivedBy(database).some(isPointOf(name, BEFORE_VA))), started);
  isGone = true;
  const received = receivedBy(database);
  sayAll(AFTER_VA);
  await until(() => hasShown(phone, AFTER_VA), started);
  const { accessories } = await phone.client.getAccessories();
  const { code } = await started.stop();
  const stoppedAtMs = Date.now();
  if (code !== STOPPED[homebridge]) throw new Error(`stopped with ${code}:\n${started.log.join('\n')}`);
  const slugs = METERS.map(slugOf);
  return {
    ...{ homebridge, config, pairing: phone.pairing, beganAtMs, stoppedAtMs },
    files: await packHome(storage.path),
    accessories: accessories as unknown as KeptHome['accessories'],
    told: await toldHistory(storage.path, stoppedAtMs),
    contracts: Object.fromEntries(slugs.map((slug) => [slug, toldContract(storage.path, slug)])),
    countedWh: Object.fromEntries(slugs.map((slug) => [slug, countedWh.offPeak + countedWh.peak])),
    waiting: withoutReceived(pointsIn(await historyLines(storage.path)), received),
  };
}

/** Writes a journal of the days before, with what was learned of each contract, and an import of the days before these. */
function writePast(storage: string, beganAtMs: number): void {
  const readers = { Linky: reader('Linky'), Atelier: reader('Atelier') };
  const past: TimedReading[] = [];
  const countedBy = counting(beganAtMs);
  for (let atMs = beganAtMs; atMs < Date.now() - MINUTE_MS; atMs += EVERY_MS) {
    const shown = { atMs, va: 600, countedWh: countedBy(atMs) };
    for (const name of METERS) past.push({ meter: slugOf(name), atMs, reading: readers[name].read(shown) });
  }
  const contracts = METERS.map((name) => [slugOf(name), readers[name].kept]);
  writeHistory(storage, past, WAITING, Object.fromEntries(contracts));
  const file = { meter: slugOf('Linky'), kind: 'enedisCurve', days: importedDays(beganAtMs) };
  const { log, lines } = listLog();
  const { kind } = writeImport(
    join(storage, JOURNAL_FILE),
    { kind: 'import', import: file },
    { texts: en.journal, reports: troublesIn(log), now: systemClock.now, wall: systemClock.wall },
  );
  if (kind !== 'imported') throw new Error(`the import is ${kind}: ${lines.join('\n')}`);
}

/** The ten days before the meters were read, in half hours. */
function importedDays(beganAtMs: number): readonly ImportedDay[] {
  const first = parisDayOf(beganAtMs) - 10;
  const meanW = Array.from({ length: 46 }, (_, nth) => 300 + nth * 10);
  return Array.from({ length: 10 }, (_, nth) => ({
    day: first + nth,
    curve: [{ fromMinute: 0, stepMinutes: 30, meanW }],
  }));
}

function configOf(meters: { readonly [N in MeterName]: PtyMeter }, url: string) {
  const shared = { matter: 'off', ...NEVER_STALE };
  return pluginBlock({
    name: 'Linky TIC',
    language: 'fr',
    meters: [
      {
        ...{
          name: METERS[0],
          port: meters.Linky.port,
          mode: 'auto',
          tiles: ['power', 'current'],
          powerFactor: 1,
          ...shared,
        },
        sensors: [
          { name: 'Surcharge', when: 'power', above: 6000, hysteresis: 200, delayOn: 0, delayOff: 60 },
          { name: 'Heures creuses', when: 'offPeak', kind: 'contact' },
          { name: 'Délestage', when: 'load', above: 50, hysteresis: 5, kind: 'motion', delayOn: 0 },
          { name: 'Jour rouge', when: 'tempoRed' },
        ],
      },
      {
        ...{
          name: METERS[1],
          port: meters.Atelier.port,
          mode: 'standard',
          tiles: ['power', 'current', 'injection'],
          ...shared,
        },
        sensors: [
          { name: 'Soleil', when: 'injection', above: 1000, delayOn: 0 },
          { name: 'Contact sec', when: 'dryContact', kind: 'contact' },
        ],
      },
    ],
    influx: { version: '1', url, database: 'linky', literal: true },
    journal: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 },
  });
}

async function hasShown(phone: Phone, va: number): Promise<boolean> {
  const answers = await Promise.all([
    ...METERS.map((name) => phone.read(`${name} Puissance`, 'CurrentAmbientLightLevel')),
    phone.read('Surcharge', 'OccupancyDetected'),
  ]);
  return String(answers.map((answer) => 'value' in answer && answer.value)) === String([va, va, 1]);
}

/** The points that the database has taken, in all requests so far. */
function receivedBy({ requests }: ScriptedServer): readonly Point[] {
  return pointsIn(requests.flatMap(({ lines }) => lines));
}

/** What is due to the database: the oldest point that it received was the first that waited. */
function withoutReceived(points: readonly Point[], received: readonly Point[]): readonly Point[] {
  const there = new Set(received.map(String));
  const sinceMs = Math.min(...received.map(([, atMs]) => atMs));
  return points.filter((point) => point[1] >= sinceMs && !there.has(String(point)));
}

function isPointOf(name: MeterName, power: number): (point: Point) => boolean {
  return ([meter, , va]) => meter === slugOf(name) && va === power;
}

function slugOf(name: MeterName): string {
  return name.toLowerCase();
}

/** Waits until this is so. @throws with Homebridge's log when that does not come */
async function until(isSo: () => boolean | Promise<boolean>, { log }: Homebridge): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await delay(20)) {
    if (await isSo()) return;
  }
  throw new Error(`the home does not get there:\n${log.join('\n')}`);
}
