/**
 * Makes the two kept homes anew, with the plugin of version 0.1.0: README.md says how to run it, and what it does.
 */
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childClock } from '../child-clock/child-clock.ts';
import { type Influx, startInflux } from '../databases/servers.ts';
import { STOPPED, startHomebridge, temporaryStorage } from '../homebridge/homebridge.ts';
import { pair } from '../homebridge/phone.ts';
import { startPtyMeter } from '../meter/pty-meter.ts';
import { runCli } from '../programs/cli.ts';
import { type KeptHome, packHome, writeKeptHome } from './kept-home.ts';
import { GROUPS, METERS, MODES } from './meters.ts';

/** Twelve minutes before midnight in Paris, so that the home has two days. */
const BEGINS_MS = Date.parse('2026-11-25T22:48:00Z');
const MINUTES = 24;
/** From this minute on InfluxDB is gone. */
const DATABASE_GONE_AT = 12;
const RATE = 5;
const MINUTE_MS = 60_000;
const POINT = /^linky,meter=(?<meter>\S+) (?:\S*,)?power_va=(?<va>\d+)\S* (?<at>\d+)$/;

const plugin = resolve(process.argv[2] ?? '');
await Promise.all(([1, 2] as const).map(async (version) => writeKeptHome(version, await liveIn(version))));

async function liveIn(version: 1 | 2): Promise<KeptHome> {
  await using linky = await startPtyMeter();
  await using atelier = await startPtyMeter();
  await using storage = await temporaryStorage();
  const influx = await startInflux();
  await influx.query('CREATE DATABASE linky');
  const config = configOf(linky.port, atelier.port, influx.url);
  const clock = childClock({ rate: RATE, aheadMs: BEGINS_MS - Date.now(), endsSlowly: true });
  const begunAt = performance.now();
  const nowMs = () => BEGINS_MS + (performance.now() - begunAt) * RATE;
  await using homebridge = await startHomebridge({ config, storage: storage.path, version, plugin, clock });
  await using phone = await pair(homebridge.bridge);

  let received: KeptHome['receivedMs'] | undefined;
  for (let minutes = 0; minutes < MINUTES; minutes += 1) {
    const shown = { atMs: nowMs(), minutes, va: minutes < MINUTES - 5 ? 900 + minutes * 10 : 6_300 };
    linky.say(GROUPS.Linky(shown), MODES.Linky);
    atelier.say(GROUPS.Atelier(shown), MODES.Atelier);
    if (minutes === DATABASE_GONE_AT) received = await endOf(influx);
    await delay(MINUTE_MS / RATE);
  }
  const { accessories } = await phone.client.getAccessories();
  const stoppedAtMs = nowMs();
  const { code } = await homebridge.stop();
  if (code !== STOPPED[version] || !received) throw new Error(`stopped with ${code}:\n${homebridge.log.join('\n')}`);
  const say = (...args: string[]) => printedBy(['history', '--storage', storage.path, ...args]);
  return {
    files: await packHome(storage.path),
    config,
    pairing: phone.pairing,
    accessories: accessories as unknown as KeptHome['accessories'],
    minutes: (await say('--since', '2026-11-25', '--by', 'minute', '--json')).map((line) => JSON.parse(line)),
    days: (await say('--since', '2026-11-25', '--by', 'day', '--json')).map((line) => JSON.parse(line)),
    waiting: pointsIn(await say('--since', '2026-11-25', '--format', 'line'), received[1]),
    receivedMs: received,
    stoppedAtMs,
  };
}

function configOf(linky: string, atelier: string, url: string) {
  const shared = { matter: 'off', staleAfter: 3600 };
  return {
    platform: 'LinkyTIC',
    name: 'Linky TIC',
    language: 'fr',
    meters: [
      {
        ...{ name: METERS[0], port: linky, mode: 'auto', tiles: ['power', 'current'], powerFactor: 1, ...shared },
        sensors: [
          { name: 'Surcharge', when: 'power', above: 6000, hysteresis: 200, delayOn: 10, delayOff: 60 },
          { name: 'Heures creuses', when: 'offPeak', kind: 'contact' },
          { name: 'Délestage', when: 'load', above: 80, hysteresis: 5, kind: 'motion' },
          { name: 'Jour rouge', when: 'tempoRed' },
        ],
      },
      {
        ...{ name: METERS[1], port: atelier, mode: 'standard', tiles: ['power', 'current', 'injection'], ...shared },
        sensors: [
          { name: 'Soleil', when: 'injection', above: 1000 },
          { name: 'Contact sec', when: 'dryContact', kind: 'contact' },
        ],
      },
    ],
    influx: { version: '1', url, database: 'linky', literal: true },
    journal: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 },
  };
}

/** Ends the database, and gives the times of the oldest and the newest point that it had. */
async function endOf(influx: Influx): Promise<KeptHome['receivedMs']> {
  const times = (await influx.query('SELECT power_va FROM linky', 'linky')).map(({ time }) => Number(time));
  await influx[Symbol.asyncDispose]();
  if (times.length === 0) throw new Error('InfluxDB has received nothing');
  return [Math.min(...times), Math.max(...times)];
}

async function printedBy(args: readonly string[]): Promise<readonly string[]> {
  const cli = join(plugin, 'dist/cli.js');
  const { code, stdout, stderr } = await runCli(args, { program: { node: process.execPath, cli } });
  if (code !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}

function pointsIn(lines: readonly string[], afterMs: number): KeptHome['waiting'] {
  return lines.flatMap((line) => {
    const { meter = '', va, at } = POINT.exec(line)?.groups ?? {};
    return Number(at) > afterMs ? [[meter, Number(at), Number(va)] as const] : [];
  });
}
