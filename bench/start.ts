import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { JOURNAL_FILE } from '../src/settings.ts';
import { watchStillness } from '../testbed/core-pauses.ts';
import { startHomebridge, temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { type Phone, pair } from '../testbed/homebridge/phone.ts';
import { openPty } from '../testbed/meter/pty.ts';
import { pluginBlock } from '../testbed/support/plugin-block.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { quantile } from './process-usage.ts';
import { figure, type Table } from './table.ts';

const ROUNDS = 5;
const LONGEST_MS = 30_000;
const ASK_EVERY_MS = 10;

/** The time from the launch of Homebridge to the first value at a client that is already paired. */
export async function startTable(quick: boolean): Promise<Table> {
  const rounds = quick ? 1 : ROUNDS;
  await using pty = await openPty();
  await using storage = await temporaryStorage();
  await using _meter = speaking((piece) => pty.write(piece), PIECE_BYTES);
  const configOf = (mode: string) => pluginBlock({ meters: [{ name: 'Linky', port: pty.pluginSide, mode }] });
  await using first = await startHomebridge({ config: configOf('standard'), storage: storage.path });
  await using phone = await pair(first.bridge);
  await first.stop();

  await using stillness = await watchStillness();
  const rows = [];
  for (const { name, mode, forget } of CASES) {
    const launches: Launch[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Each start is at another moment within the meter's second.
      await delay((round * 1_000) / rounds);
      if (forget) await rm(join(storage.path, JOURNAL_FILE), { force: true });
      launches.push(await launched(configOf(mode)));
    }
    const median = (all: readonly number[]) => figure(quantile(all, 0.5) / 1_000, '', 2);
    await stillness.told();
    const took = (of: (launch: Launch) => number) => launches.map((launch) => of(launch) - launch.startedMs);
    const awake = (of: (launch: Launch) => number) =>
      launches.map((launch) => of(launch) - launch.startedMs - stillness.within(launch.startedMs, of(launch)));
    rows.push([name, median(took(upMs)), median(took(valueMs)), median(awake(upMs)), median(awake(valueMs))]);
  }
  return {
    title: 'Start',
    says: `From the launch of Homebridge, in seconds: until its bridge is up, and until a client that was paired before reads the power; the median of ${rounds}, and of the same without the time that the machine stood still (*awake*). The meter speaks in standard mode at the line's own speed, a frame a second.`,
    header: ['mode', 'bridge up', 'first value', 'bridge up, awake', 'first value, awake'],
    rows,
  };

  async function launched(config: object): Promise<Launch> {
    const startedMs = performance.now();
    await using homebridge = await startHomebridge({ config, storage: storage.path });
    const upMs = performance.now();
    await firstValue(phone);
    const valueMs = performance.now();
    await homebridge.stop();
    return { startedMs, upMs, valueMs };
  }
}

interface Launch {
  readonly startedMs: number;
  readonly upMs: number;
  readonly valueMs: number;
}

const upMs = (launch: Launch) => launch.upMs;
const valueMs = (launch: Launch) => launch.valueMs;

const CASES = [
  { name: 'standard, as configured', mode: 'standard', forget: false },
  { name: 'auto, as the journal has it', mode: 'auto', forget: false },
  { name: 'auto, for the first time', mode: 'auto', forget: true },
] as const;

async function firstValue(phone: Phone): Promise<void> {
  for (const endMs = performance.now() + LONGEST_MS; performance.now() < endMs; await delay(ASK_EVERY_MS)) {
    const answer = await phone.read('Linky Power', 'CurrentAmbientLightLevel').catch(() => undefined);
    if (answer && 'value' in answer) return;
  }
  throw new Error(`No value within ${LONGEST_MS} ms`);
}
