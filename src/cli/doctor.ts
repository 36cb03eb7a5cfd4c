import { contractsIn } from '../doctor/contract.ts';
import { type HomebridgeStorage, homebridgeStorageAt } from '../doctor/homebridge-storage.ts';
import { type DatabaseState, greetingState } from '../doctor/influx-greeting.ts';
import { expectedFormat } from '../doctor/line-diagnosis.ts';
import { loadCurvesIn } from '../doctor/load-curve.ts';
import type { Machine } from '../doctor/machine.ts';
import {
  mayIncludeHomebridge,
  pluginHearing,
  pluginHearingExamination,
  pluginReaderOf,
} from '../doctor/plugin-reader.ts';
import { examinePort, isBridge, type PortExamination, type PortToExamine } from '../doctor/port-examination.ts';
import type { TicMode } from '../reading.ts';
import type { BaudRate } from '../source/source.ts';
import {
  type DoctorReport,
  hasRefusedSeries,
  hasVerified,
  reportLines,
  reportObject,
  waitingReadings,
} from './doctor-report.ts';
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
 * `linky-tic doctor [PORT]`: finds out why there is no data. Without a port it examines those in the settings in `storage` or,
 * if there are none, all serial ports of the machine.
 * @throws Failure when something is wrong, after it has been printed
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
  if (options.json) terminal.print(JSON.stringify(reportObject(report, texts)));
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
  const influx = storage?.config?.influx && (await askInflux(storage.config.influx, storage, session, machine));
  const hasMeters = (storage?.config?.meters.length ?? 0) > 0;
  const isWell = ({ trouble }: PortExamination) => trouble === undefined;
  // When neither the user nor the settings name a port, one port with a meter is enough.
  const arePortsWell = port !== undefined || hasMeters ? ports.every(isWell) : ports.some(isWell);
  const isStorageWell =
    !storage ||
    (isSetUp(storage) &&
      hasMeters &&
      storage.plugin?.kind !== 'silent' &&
      waitingReadings(storage) === undefined &&
      !hasRefusedSeries(storage));
  return {
    ok: arePortsWell && isStorageWell && influx?.isWell !== false,
    ports,
    ...(storage &&
      folder !== undefined && { homebridge: { folder, ...storage, ...knownIn(folder, storage, machine) } }),
    ...(influx && { influx }),
  };
}

function knownIn(
  folder: string,
  storage: HomebridgeStorage,
  machine: Machine,
): Pick<DoctorReport['homebridge'] & object, 'loadCurves' | 'contracts'> {
  return { loadCurves: loadCurvesIn(folder, machine), contracts: contractsIn(folder, storage, machine) };
}

function isSetUp({ state, problems }: HomebridgeStorage): boolean {
  return state === 'configured' && problems.length === 0;
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
): Promise<PortExamination & { readonly readBefore?: number }> {
  const { port } = target;
  const reader = storage && (await pluginReaderOf(port, storage, machine));
  if (reader?.kind === 'known') {
    const hearing = await pluginHearing(target, reader.meter, machine);
    return hearing.kind === 'heard' ? { readBefore: hearing.ageMs } : pluginHearingExamination(port, hearing, machine);
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

async function askInflux(
  influx: NonNullable<NonNullable<HomebridgeStorage['config']>['influx']>,
  storage: HomebridgeStorage,
  { texts, life }: Session,
  machine: Machine,
): Promise<DatabaseState> {
  const greeting = await machine.greetInflux(influx, life);
  // The running plugin writes and reads back, so it may have identified a server that an empty write does not identify.
  return greetingState({ ...greeting, isRecognised: greeting.isRecognised || hasVerified(storage) }, influx, texts);
}
