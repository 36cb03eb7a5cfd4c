import type { TicMode } from '../reading.ts';
import type { BaudRate, Source, SourceError } from '../source/source.ts';
import { accessTrouble } from './access-rights.ts';
import { diagnoseLine } from './line-diagnosis.ts';
import type { HeardAtSpeed, HeardInMode } from './listen.ts';
import { listenAtSpeed } from './listen.ts';
import type { Machine, MachineUser } from './machine.ts';
import { portHolders } from './port-holders.ts';
import type { PortTrouble } from './port-trouble.ts';
import { consoleOn, isOnPins, offThePins, uartOff, wanderingSpeed } from './raspberry-pi.ts';

/** What came of looking at a port: what is wrong with it, and what could be read from it all the same. */
export interface PortExamination {
  readonly trouble?: PortTrouble;
  readonly mode?: TicMode;
  readonly heard?: HeardInMode;
}

/** A port to look at. */
export interface PortToExamine {
  readonly port: string;
  /** The mode that is set for it; absent when it is found on its own. */
  readonly mode?: TicMode;
  /** Who is to read it. */
  readonly user: MachineUser;
  /** How many frames are enough, for who is in a hurry. */
  readonly frames?: number;
}

/**
 * Goes through the classic troubles of a port in order, and stops at the first that explains why nothing comes.
 * @param listening is told before it listens, which takes its time; the speed is a bridge's own affair
 */
export async function examinePort(
  patient: PortToExamine,
  machine: Machine,
  life: AbortSignal,
  listening: (baudRate?: BaudRate) => void,
): Promise<PortExamination> {
  const { port, mode: expected } = patient;
  const source = machine.sourceOf(port);
  if (!source) return { trouble: { kind: 'notAPort' } };
  const barrier = await obstacleTo(patient, source, machine);
  if (barrier) return { trouble: barrier };
  const device = isDevice(port, source) ? await deviceAt(port, machine) : undefined;

  const verdict = diagnoseLine(await listen(source, patient, machine, life, listening), expected);
  switch (verdict.kind) {
    case 'readable': {
      const { mode, heard, broke } = verdict;
      const trouble = broke
        ? brokenBy(broke, port)
        : verdict.trouble && perhapsShared(verdict.trouble, device, machine);
      return { mode, heard, ...(trouble && { trouble }) };
    }
    case 'broken':
      return { trouble: brokenBy(verdict, port) };
    case 'silent': {
      const seconds = verdict.seconds;
      const onPins = device !== undefined && (await isOnPins(device, machine));
      const silent = { kind: 'silent', seconds, onPins, bridge: isBridge(port) } as const;
      return { trouble: (await suspectOn(device, machine)) ?? silent };
    }
    case 'garbage': {
      const wandering = device === undefined ? undefined : await wanderingSpeed(device, machine);
      const wrong = { kind: 'wrongSpeed', bytes: verdict.bytes, bridge: isBridge(port) } as const;
      return { trouble: (await suspectOn(device, machine)) ?? wandering ?? wrong };
    }
    case 'noise':
      return { trouble: perhapsShared(verdict.trouble, device, machine) };
  }
}

/** Whether a port is a TCP bridge. Most let in one at a time, and do not tell that one is in. */
export function isBridge(port: string): boolean {
  return port.startsWith('tcp:');
}

/** The device that a port is, whatever the name that it is given. */
export async function deviceAt(port: string, machine: Machine): Promise<string> {
  return (await machine.realPathOf(port)) ?? port;
}

function isDevice(port: string, { baudRate }: Source): boolean {
  return !isBridge(port) && baudRate === undefined;
}

/** What keeps a port from being opened, as far as that can be told without opening it: only a device tells. */
export async function obstacleTo(
  { port, user }: PortToExamine,
  source: Source,
  machine: Machine,
): Promise<PortTrouble | undefined> {
  if (!isDevice(port, source)) return undefined;
  const place = await machine.statOf(port);
  if (!place) return (await uartOff(port, machine)) ?? { kind: 'missing', ports: await pathsOn(machine) };
  if (place.kind !== 'device') return { kind: 'noDevice' };
  const forbidden = await accessTrouble(user, port, place, machine);
  if (forbidden) return forbidden;
  const holders = await portHolders(await deviceAt(port, machine), machine);
  return holders.length > 0 ? { kind: 'busy', holders } : undefined;
}

async function pathsOn(machine: Machine): Promise<readonly string[]> {
  return (await machine.ports()).map(({ path }) => path);
}

/** What may be behind a port that opens and gives nothing. */
async function suspectOn(device: string | undefined, machine: Machine): Promise<PortTrouble | undefined> {
  if (device === undefined) return undefined;
  return (await consoleOn(device, machine)) ?? (await offThePins(device, machine));
}

/** At the speed of the expected mode and then, if bytes come and no group, at the other one. */
async function listen(
  source: Source,
  { port, mode: expected, frames }: PortToExamine,
  { clock }: Machine,
  life: AbortSignal,
  listening: (baudRate?: BaudRate) => void,
): Promise<readonly HeardAtSpeed[]> {
  const hearings: HeardAtSpeed[] = [];
  for (const baudRate of speedsOf(source, port, expected)) {
    if (!source.recorded) listening(isBridge(port) ? undefined : baudRate);
    const hearing = await listenAtSpeed(source, baudRate, clock, life, frames);
    hearings.push(hearing);
    const { historique, standard } = hearing.heard;
    if (hearing.bytes === 0 || hearing.error || historique.quality.accepted + standard.quality.accepted > 0) break;
  }
  return hearings;
}

function speedsOf(source: Source, port: string, expected: TicMode | undefined): readonly BaudRate[] {
  if (source.baudRate !== undefined) return [source.baudRate];
  if (isBridge(port)) return [1200];
  return expected === 'standard' ? [9600, 1200] : [1200, 9600];
}

/** What two readers take from each other on a device looks like this, and only root may see them both. */
function perhapsShared(trouble: PortTrouble, device: string | undefined, { user }: Machine): PortTrouble {
  if (trouble.kind !== 'refused' || device === undefined || user.uid === 0) return trouble;
  const isLost = trouble.mostly === 'malformed' || trouble.mostly === 'checksum';
  return isLost ? { ...trouble, shared: true } : trouble;
}

function brokenBy(
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
