import { type DatabaseState, greetingState } from '../doctor/database.ts';
import { type HomebridgeStorage, homebridgeStorageAt } from '../doctor/homebridge-storage.ts';
import type { Machine } from '../doctor/machine.ts';
import { mayIncludeHomebridge, pluginHearing, pluginHearingTrouble, pluginReaderOf } from '../doctor/plugin-reader.ts';
import { examinePort, isBridge, type PortExamination, type PortToExamine } from '../doctor/port-examination.ts';
import type { TicMode } from '../reading.ts';
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
  readonly json?: boolean;
  /** Homebridge's storage folder. */
  readonly storage?: string;
}

/**
 * `linky-tic doctor [PORT]`: why there is no data. Without a port it looks at those of the settings in `storage` or, when
 * there are none, at those of the machine.
 * @throws Failure when something is wrong, after having said what
 */
export async function doctor(
  port: string | undefined,
  options: DoctorOptions,
  session: Session,
  machine: Machine,
): Promise<void> {
  const { terminal, texts } = session;
  const report = await reportOn(port, options, session, machine);
  if (session.life.aborted) throw new Failure('');
  const width = Math.min(terminal.window?.columns ?? 80, 100);
  if (options.json) terminal.print(JSON.stringify(reportObject(report, texts)));
  else for (const { text, tone } of reportLines(report, texts, width)) terminal.print(text, tone);
  if (!report.ok) throw new Failure('');
}

async function reportOn(
  port: string | undefined,
  options: DoctorOptions,
  session: Session,
  machine: Machine,
): Promise<DoctorReport> {
  const { storage: folder } = options;
  const storage = folder === undefined ? undefined : await homebridgeStorageAt(folder, machine);
  const patients = await patientsFor(port, options, storage, machine);
  const ports: DoctorReport['ports'][number][] = [];
  for (const patient of patients) {
    ports.push({ port: patient.port, ...(await look(patient, storage, options, session, machine)) });
  }
  const influx = storage?.config?.influx && (await askInflux(storage.config.influx, storage, session, machine));
  const hasMeters = (storage?.config?.meters.length ?? 0) > 0;
  const isWell = ({ trouble }: PortExamination) => trouble === undefined;
  // Of ports that nobody has named, one with a meter is enough.
  const portsOk = port !== undefined || hasMeters ? ports.every(isWell) : ports.some(isWell);
  const storageOk =
    !storage || (isSetUp(storage) && hasMeters && waitingReadings(storage) === undefined && !hasRefusedSeries(storage));
  return {
    ok: portsOk && storageOk && influx?.isWell !== false,
    ports,
    ...(storage && { homebridge: { folder: folder ?? '', ...storage } }),
    ...(influx && { influx }),
  };
}

function isSetUp({ state, problems }: HomebridgeStorage): boolean {
  return state === 'configured' && problems.length === 0;
}

async function patientsFor(
  port: string | undefined,
  { mode = 'auto' }: DoctorOptions,
  storage: HomebridgeStorage | undefined,
  machine: Machine,
): Promise<readonly PortToExamine[]> {
  const meters = storage?.config?.meters ?? [];
  const asked = mode === 'auto' ? {} : { mode };
  // Root may do everything; whether Homebridge may is what matters.
  const user = machine.user.uid === 0 ? (storage?.user ?? machine.user) : machine.user;
  const known = meters.map(({ port, mode }) => ({ port, user, ...(mode !== 'auto' && { mode }), ...asked }));
  if (port !== undefined) return [known.find((patient) => patient.port === port) ?? { port, user, ...asked }];
  if (known.length > 0) return known;
  return (await machine.ports()).map(({ path }) => ({ port: path, user, ...asked }));
}

/** A port that the plugin reads is well when it hears its meter there: looking closer would only disturb it. */
async function look(
  patient: PortToExamine,
  storage: HomebridgeStorage | undefined,
  { json }: DoctorOptions,
  { terminal, texts, life }: Session,
  machine: Machine,
): Promise<PortExamination & { readonly readBefore?: number }> {
  const { port } = patient;
  const reader = storage && (await pluginReaderOf(port, storage, machine));
  if (reader?.kind === 'known') {
    const witness = await pluginHearing(patient, reader.meter, machine);
    return witness.kind === 'heard' ? { readBefore: witness.ageMs } : { trouble: pluginHearingTrouble(port, witness) };
  }
  // Most bridges let in one reader: a second one gets nothing, or throws the first one out.
  if (reader && isBridge(port)) return { readBefore: reader.ageMs };
  const listening = (baudRate?: number) => {
    if (!json) terminal.remark(texts.cli.doctor.listening(port, baudRate));
  };
  const examination = await examinePort(patient, machine, life, listening);
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
  const { delivery, isRecognised } = await machine.greetInflux(influx, life);
  // The plugin that runs writes, and so may know what asking alone does not tell.
  return greetingState({ delivery, isRecognised: isRecognised || hasVerified(storage) }, influx, texts);
}
