import type { TicMode } from '../reading/reading.ts';
import { otherReadersOf, type PortHolder } from '../source/port-holders.ts';
import type { BaudRate, Source, SourceError } from '../source/source.ts';
import { accessTrouble } from './access-rights.ts';
import { diagnoseLine, type ExpectedFormat, type LineDiagnosis } from './line-diagnosis.ts';
import type { HeardAtSpeed, HeardInMode } from './listen.ts';
import { listenAtSpeed } from './listen.ts';
import type { Machine, MachineUser } from './machine.ts';
import type { PortTrouble } from './port-trouble.ts';
import { consoleOn, driftingSpeed, isOnPins, notOnPins, uartOff } from './raspberry-pi.ts';

/** The result of examining a port: what is wrong with it, and what could be read from it all the same. */
export interface PortExamination {
  readonly trouble?: PortTrouble;
  readonly mode?: TicMode;
  /** The speed of the line that was found; absent for a source that sets its own. */
  readonly baudRate?: BaudRate;
  readonly heard?: HeardInMode;
  /** Another program may have the port open, which only root could see. */
  readonly mayHaveHiddenReaders?: true;
}

/** A port, and what is expected of its line. */
export interface PortToExamine extends ExpectedFormat {
  readonly port: string;
  /** The user who will read the port. */
  readonly user: MachineUser;
  /** The number of frames after which listening ends, if fewer than usual are enough. */
  readonly frames?: number;
}

/**
 * Checks a port for the usual troubles in order, and stops at the first that explains why there is no data.
 * @param listening is called before each listening, which takes seconds; without a speed for a bridge, which sets its own
 */
export async function examinePort(
  target: PortToExamine,
  machine: Machine,
  life: AbortSignal,
  listening: (baudRate?: BaudRate) => void,
): Promise<PortExamination> {
  const { port } = target;
  const source = machine.sourceOf(port);
  if (!source) return { trouble: { kind: 'notAPort' } };
  const obstacle = await obstacleTo(target, source, machine);
  if (obstacle) return { trouble: obstacle };
  const device = setsOwnSpeed(source) ? undefined : await deviceAt(port, machine);

  const diagnosis = diagnoseLine(await listenAtSpeeds(source, target, machine, life, listening), target);
  const examination = await examinationOf(diagnosis, port, device, machine);
  if (device === undefined || !isAsIfShared(diagnosis)) return examination;
  const readers = await otherReadersOf(device, machine);
  if (readers.length > 0) return { ...examination, trouble: busyWith(readers) };
  const mayBeHidden = machine.user.uid !== 0 && LINE_TROUBLES.has(examination.trouble?.kind);
  return { ...examination, ...(mayBeHidden && { mayHaveHiddenReaders: true }) };
}

async function examinationOf(
  diagnosis: LineDiagnosis,
  port: string,
  device: string | undefined,
  machine: Machine,
): Promise<PortExamination> {
  switch (diagnosis.kind) {
    case 'readable': {
      const { mode, baudRate, heard, broke } = diagnosis;
      const trouble = broke ? troubleOfBrokenSource(broke, port) : diagnosis.trouble;
      return { mode, baudRate, heard, trouble };
    }
    case 'broken':
      return { trouble: troubleOfBrokenSource(diagnosis, port) };
    case 'silent': {
      const seconds = diagnosis.seconds;
      const onPins = device !== undefined && (await isOnPins(device, machine));
      const bridge = isBridge(port);
      const isRecording = device === undefined && !bridge;
      const silent = { kind: 'silent', seconds, onPins, bridge, ...(isRecording && { recorded: true }) } as const;
      return { trouble: (await probableCause(device, machine)) ?? silent };
    }
    case 'garbage': {
      const drifting = device === undefined ? undefined : await driftingSpeed(device, machine);
      const wrong = { kind: 'wrongSpeed', bytes: diagnosis.bytes, bridge: isBridge(port) } as const;
      return { trouble: (await probableCause(device, machine)) ?? drifting ?? wrong };
    }
    case 'noise':
      return { trouble: diagnosis.trouble };
  }
}

/** Whether a line is as it would be if another program took some of its bytes, or set the port to another speed. */
function isAsIfShared(diagnosis: LineDiagnosis): boolean {
  switch (diagnosis.kind) {
    case 'silent':
    case 'garbage':
    case 'noise':
      return true;
    case 'broken':
      return false;
    case 'readable': {
      const { trouble, broke, heard } = diagnosis;
      if (broke) return false;
      const isLost = trouble?.kind === 'refused' && (trouble.mostly === 'malformed' || trouble.mostly === 'checksum');
      return isLost || heard.frames.length === 0;
    }
  }
}

/** Troubles that another program may be the cause of. Any other is a cause that was found. */
const LINE_TROUBLES: ReadonlySet<PortTrouble['kind'] | undefined> = new Set([
  'silent',
  'wrongSpeed',
  'parity',
  'refused',
  'noFrame',
]);

/** Whether a port is a TCP bridge. Most bridges accept one client at a time, and do not say that another one is connected. */
export function isBridge(port: string): boolean {
  return port.startsWith('tcp:');
}

/** The device behind a port, which may be named by a link. */
export async function deviceAt(port: string, machine: Machine): Promise<string> {
  return (await machine.realPathOf(port)) ?? port;
}

/** Whether the source has no speed that could be set: a bridge, a recorded file, the demo house. */
function setsOwnSpeed(source: Source): boolean {
  return source.setsOwnSpeed === true || source.baudRate !== undefined;
}

/** What prevents a port from being opened, as far as can be found out without opening it. Only a device can be checked. */
export async function obstacleTo(
  { port, user }: PortToExamine,
  source: Source,
  machine: Machine,
): Promise<PortTrouble | undefined> {
  if (setsOwnSpeed(source)) return undefined;
  const stat = await machine.statOf(port);
  if (!stat) return (await uartOff(port, machine)) ?? { kind: 'missing', ports: await portPaths(machine) };
  if (stat.kind !== 'device') return { kind: 'noDevice' };
  const forbidden = await accessTrouble(user, port, stat, machine);
  if (forbidden) return forbidden;
  const holders = await otherReadersOf(port, machine);
  return holders.length > 0 ? busyWith(holders) : undefined;
}

/** The trouble of a port that these programs have open. Where one of them is ours, the others are to be stopped. */
function busyWith(all: readonly PortHolder[]): PortTrouble {
  const beside = all.filter(({ kind }) => OURS.has(kind));
  const holders = all.filter(({ kind }) => !OURS.has(kind));
  const isDisturbed = beside.length > 0 && holders.length > 0;
  return isDisturbed ? { kind: 'busy', holders, beside } : { kind: 'busy', holders: all };
}

const OURS: ReadonlySet<PortHolder['kind']> = new Set(['homebridge', 'mirror']);

async function portPaths(machine: Machine): Promise<readonly string[]> {
  return (await machine.ports()).map(({ path }) => path);
}

/** A probable cause for a port that can be opened but gives no data. */
async function probableCause(device: string | undefined, machine: Machine): Promise<PortTrouble | undefined> {
  if (device === undefined) return undefined;
  return (await consoleOn(device, machine)) ?? (await notOnPins(device, machine));
}

/** Listens at the expected speed. If bytes come but no valid group, it listens at the other speed, too. */
async function listenAtSpeeds(
  source: Source,
  target: PortToExamine,
  { clock }: Machine,
  life: AbortSignal,
  listening: (baudRate?: BaudRate) => void,
): Promise<readonly HeardAtSpeed[]> {
  const { frames } = target;
  const hearings: HeardAtSpeed[] = [];
  for (const baudRate of speedsOf(source, target)) {
    if (!source.recorded) listening(source.setsOwnSpeed ? undefined : baudRate);
    const hearing = await listenAtSpeed(source, baudRate, clock, life, frames);
    hearings.push({ ...hearing, ...(!setsOwnSpeed(source) && { baudRate }) });
    const { historique, standard } = hearing.heard;
    if (hearing.bytes === 0 || hearing.error || historique.quality.accepted + standard.quality.accepted > 0) break;
  }
  return hearings;
}

function speedsOf(source: Source, { mode, baudRate }: PortToExamine): readonly BaudRate[] {
  if (source.baudRate !== undefined) return [source.baudRate];
  if (source.setsOwnSpeed) return [1200];
  const isFast = baudRate === undefined ? mode === 'standard' : baudRate === 9600;
  return isFast ? [9600, 1200] : [1200, 9600];
}

function troubleOfBrokenSource(
  { error, bytes }: { readonly error: SourceError; readonly bytes: number },
  port: string,
): PortTrouble {
  const { trouble, message: reason } = error;
  switch (trouble) {
    case 'busy':
      return { kind: 'busy', holders: [] };
    case 'missing':
    case 'forbidden':
    case 'unsupported':
    case 'other':
      return { kind: 'unreadable', reason };
    case 'unreachable':
      return { kind: trouble, reason };
    case 'gone':
      return { kind: trouble, reason, bytes, bridge: isBridge(port) };
  }
}
