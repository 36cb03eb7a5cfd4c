import { maskingNumbers } from '../base/masked-numbers.ts';
import { brokerState } from '../doctor/broker-greeting.ts';
import { contractsIn } from '../doctor/contract.ts';
import { type HomebridgeStorage, homebridgeStorageAt } from '../doctor/homebridge-storage.ts';
import { greetingState, type ServerState } from '../doctor/influx-greeting.ts';
import { examineJournal, type JournalExamination } from '../doctor/journal-examination.ts';
import { knownNews } from '../doctor/known-news.ts';
import { knownTroubles, lineTroublesOf } from '../doctor/known-troubles.ts';
import { expectedFormat } from '../doctor/line-diagnosis.ts';
import { loadCurvesIn } from '../doctor/load-curve.ts';
import type { Machine } from '../doctor/machine.ts';
import {
  mayIncludeHomebridge,
  pluginHearing,
  pluginHearingExamination,
  pluginReaderOf,
} from '../doctor/plugin-reader.ts';
import { examinePort, isBridge, type PortToExamine } from '../doctor/port-examination.ts';
import { runsUnasked } from '../doctor/running-plugin.ts';
import { versionsAt } from '../doctor/versions.ts';
import type { TicMode } from '../reading/reading.ts';
import type { BaudRate } from '../source/source.ts';
import type { Trouble } from '../trouble/trouble.ts';
import { type DoctorReport, reportLines, reportObject } from './doctor-report.ts';
import { Failure, type Session } from './session.ts';

export interface DoctorOptions {
  readonly mode?: 'auto' | TicMode;
  /** The speed of a serial port. */
  readonly baud?: 'auto' | BaudRate;
  readonly json?: boolean;
  /** The storage folder of Homebridge. */
  readonly storage?: string;
}

/**
 * `linky-tic doctor [PORT]`: finds out why there is no data. Without a port it examines those in the settings in `storage` or, if there are
 * none, all serial ports of the machine.
 * @throws Failure if something is wrong, after it has been printed
 */
export async function doctor(
  port: string | undefined,
  options: DoctorOptions,
  session: Session,
  machine: Machine,
): Promise<void> {
  const { terminal, texts } = session;
  const report = await examineAll(port, options, session, machine);
  if (session.life.aborted) throw new Failure('');
  const width = Math.min(terminal.window?.columns ?? 80, 100);
  if (options.json) terminal.print(JSON.stringify(reportObject(report, texts), maskingNumbers));
  else for (const { text, tone } of reportLines(report, texts, width)) terminal.print(text, tone);
  if (!report.ok) throw new Failure('');
}

async function examineAll(
  port: string | undefined,
  options: DoctorOptions,
  session: Session,
  machine: Machine,
): Promise<DoctorReport> {
  const { storage: folder } = options;
  const storage = folder === undefined ? undefined : await homebridgeStorageAt(folder, machine);
  const targets = await portsToExamine(port, options, storage, machine);
  const ports: DoctorReport['ports'][number][] = [];
  for (const target of targets) {
    ports.push({ port: target.port, ...(await examineOrAskPlugin(target, storage, options, session, machine)) });
  }
  const journal = await examineJournalOf(folder, storage, machine);
  const troubles = storage ? knownTroubles(storage, journal, machine.clock.wall()) : [];
  const influx = storage && isDelivering(troubles) ? await askInflux(storage, session, machine) : undefined;
  const mqtt = storage && (await askBroker(storage, troubles, session, machine));
  const hasMeters = (storage?.config?.meters.length ?? 0) > 0;
  const isWell = ({ trouble, told = [] }: DoctorReport['ports'][number]) => trouble === undefined && told.length === 0;
  // If neither the user nor the settings name a port, one port with a meter is enough.
  const arePortsWell = port !== undefined || hasMeters ? ports.every(isWell) : ports.some(isWell);
  const isStorageWell =
    !storage || (storage.state === 'configured' && hasMeters && troubles.length === 0 && !journal.rescued);
  const known = storage && folder !== undefined ? await knownIn(folder, storage, machine) : undefined;
  return {
    ok: arePortsWell && isStorageWell && influx?.isWell !== false && mqtt?.isWell !== false,
    versions: await versionsAt(folder, machine),
    ports,
    troubles,
    news: storage && folder !== undefined ? await knownNews(folder, storage, known?.contracts ?? [], machine) : [],
    ...(storage && folder !== undefined && known && { homebridge: { folder, ...storage, journal, ...known } }),
    influx,
    mqtt,
  };
}

/** Only if no plugin has the journal open, as that plugin would know more. A silent plugin may be stuck in a disk operation. */
async function examineJournalOf(
  folder: string | undefined,
  storage: HomebridgeStorage | undefined,
  machine: Machine,
): Promise<JournalExamination> {
  const { plugin, user } = storage ?? {};
  if (folder === undefined || !user || plugin?.kind === 'runs' || runsUnasked(plugin)) return { troubles: [] };
  return examineJournal(folder, user, machine);
}

async function knownIn(
  folder: string,
  storage: HomebridgeStorage,
  machine: Machine,
): Promise<Pick<DoctorReport['homebridge'] & object, 'loadCurves' | 'contracts'>> {
  // The disk of a silent plugin may not answer.
  if (runsUnasked(storage.plugin)) return { loadCurves: [], contracts: [] };
  return {
    loadCurves: await loadCurvesIn(folder, machine),
    contracts: await contractsIn(folder, storage, machine),
  };
}

async function portsToExamine(
  port: string | undefined,
  { mode = 'auto', baud = 'auto' }: DoctorOptions,
  storage: HomebridgeStorage | undefined,
  machine: Machine,
): Promise<readonly PortToExamine[]> {
  const meters = storage?.config?.meters ?? [];
  const asked = expectedFormat({ mode, baudRate: baud });
  // Root can open every port. What matters is whether the user who runs Homebridge can.
  const user = machine.user.uid === 0 ? (storage?.user ?? machine.user) : machine.user;
  const known = meters.map((meter) => ({ port: meter.port, user, ...expectedFormat(meter), ...asked }));
  if (port !== undefined) return [known.find((target) => target.port === port) ?? { port, user, ...asked }];
  if (known.length > 0) return known;
  return (await machine.ports()).map(({ path }) => ({ port: path, user, ...asked }));
}

/** Examines a port. If the running plugin reads it, the plugin is asked instead, since opening the port would disturb it. */
async function examineOrAskPlugin(
  target: PortToExamine,
  storage: HomebridgeStorage | undefined,
  { json }: DoctorOptions,
  { terminal, texts, life }: Session,
  machine: Machine,
): Promise<Omit<DoctorReport['ports'][number], 'port'>> {
  const { port } = target;
  const reader = storage && (await pluginReaderOf(port, storage, machine));
  if (reader?.kind === 'known') {
    const told = lineTroublesOf(reader.meter.slug, storage?.status?.troubles ?? []);
    const hearing = await pluginHearing(target, reader.meter, machine);
    if (hearing.kind === 'heard') return { readBefore: hearing.ageMs, told };
    // Why a port cannot be opened is better examined from outside, which covers more of this machine than the plugin looks at.
    const isKnown = told.length > 0 && hearing.kind !== 'barred';
    return { ...(isKnown ? {} : pluginHearingExamination(port, hearing, machine)), told };
  }
  if (reader?.kind === 'unanswering') return { trouble: reader };
  // Most bridges accept one reader: a second one gets no data, or disconnects the first one.
  if (reader && isBridge(port)) return { readBefore: reader.ageMs };
  const listening = (baudRate?: number) => {
    if (!json) terminal.remark(texts.cli.doctor.listening(port, baudRate));
  };
  const examination = await examinePort(target, machine, life, listening);
  const { trouble } = examination;
  const isReader = reader && trouble?.kind === 'busy' && mayIncludeHomebridge(trouble.holders);
  return isReader ? { readBefore: reader.ageMs } : examination;
}

/** Whether the running plugin has no reason not to write; otherwise it has already reported what is wrong. */
function isDelivering(troubles: readonly Trouble[]): boolean {
  return troubles.every(({ part, kind }) => part !== 'mirror' || kind === 'refused');
}

async function askInflux(
  storage: HomebridgeStorage,
  { texts, life }: Session,
  machine: Machine,
): Promise<ServerState | undefined> {
  const { influx } = storage.config ?? {};
  if (!influx) return undefined;
  const greeting = await machine.greetInflux(influx, life);
  return greetingState({ ...greeting, hasStored: (storage.status?.mirror?.delivered ?? 0) > 0 }, influx, texts);
}

/** @param troubles if the running plugin has already reported what is wrong with the broker, it is not asked again */
async function askBroker(
  { config }: HomebridgeStorage,
  troubles: readonly Trouble[],
  { texts, life }: Session,
  machine: Machine,
): Promise<ServerState | undefined> {
  if (!config?.mqtt || troubles.some(({ part }) => part === 'mqtt')) return undefined;
  return brokerState(await machine.greetBroker(config.mqtt, life), config.mqtt, texts);
}
