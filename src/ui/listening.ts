import { accountOf, refusedOf } from '../doctor/account.ts';
import { figure } from '../doctor/figure.ts';
import type { Machine } from '../doctor/machine.ts';
import { type Examination, examine, type Patient } from '../doctor/port.ts';
import { freshnessOf, type Storage, storageAt } from '../doctor/storage.ts';
import { type Holder, wordsFor } from '../doctor/trouble.ts';
import type { Reading } from '../reading.ts';
import type { MeterStatus } from '../status.ts';
import { type Texts, textsIn } from '../texts.ts';
import { readingOf } from '../tic/reading.ts';
import type { Heard, Protocol } from './protocol.ts';

/** What a household waits for, and more than a meter needs to be known by in either mode. */
const LONGEST_MS = 20_000;
/** Five seconds of a meter in historique mode. */
const FRAMES = 3;

type Asks = Protocol['/listen']['asks'];

/** Listens to one port at a time: who asks anew ends what was listened to before. @param folder Homebridge's storage */
export function createListener(machine: Machine, folder: string): (asks: Asks) => Promise<Heard> {
  let listening = new AbortController();
  let before: Promise<unknown> = Promise.resolve();
  return (asks) => {
    listening.abort();
    listening = new AbortController();
    const { signal } = listening;
    // A port is closed before the next one is opened: it may be the same.
    const heard = before.then(() => heardOn(asks, machine, folder, signal));
    before = heard.catch(() => {});
    return heard;
  };
}

async function heardOn(
  { port, mode, language }: Asks,
  machine: Machine,
  folder: string,
  life: AbortSignal,
): Promise<Heard> {
  const texts = textsIn[language];
  const storage = await storageAt(folder, machine);
  const reader = await readerOf(port, storage, machine);
  const fresh = reader && freshIn(reader, machine.clock.wall());
  if (fresh) return fromPlugin(fresh, texts);

  const patient = { port, user: machine.user, frames: FRAMES, ...(mode !== 'auto' && { mode }) };
  const examination = await examineInTime(patient, machine, life);
  if (life.aborted) return { ok: false, says: [texts.ui.listen.interrupted] };
  const { trouble } = examination;
  const holders = trouble?.kind === 'busy' ? trouble.holders : undefined;
  const held = holders && heldByPlugin({ port, holders, storage, reader }, machine.clock.wall(), texts);
  return held ?? heardIn(examination, port, texts);
}

async function examineInTime(patient: Patient, machine: Machine, life: AbortSignal): Promise<Examination> {
  const over = new AbortController();
  const cancel = machine.clock.after(LONGEST_MS, () => over.abort());
  try {
    return await examine(patient, machine, AbortSignal.any([life, over.signal]), () => {});
  } finally {
    cancel();
  }
}

/** The plugin's meter on a port, and what the plugin, if it runs, knows of it. */
interface Reader extends Partial<MeterStatus> {
  readonly staleAfter: number;
}

/** Whatever the name that the port is given. */
async function readerOf(port: string, { status, config }: Storage, machine: Machine): Promise<Reader | undefined> {
  const device = await deviceOf(port, machine);
  for (const { port: other, slug, staleAfter } of config?.meters ?? []) {
    if ((await deviceOf(other, machine)) !== device) continue;
    return { staleAfter, ...status?.meters.find((meter) => meter.slug === slug) };
  }
  return undefined;
}

async function deviceOf(port: string, machine: Machine): Promise<string> {
  return (await machine.realPathOf(port)) ?? port;
}

interface Fresh {
  readonly reading: Reading;
  readonly ageMs: number;
}

function freshIn({ staleAfter, lastReading: reading, atMs }: Reader, wallMs: number): Fresh | undefined {
  if (!reading || atMs === undefined) return undefined;
  const ageMs = wallMs - atMs;
  return ageMs > staleAfter * 1000 ? undefined : { reading, ageMs };
}

function fromPlugin({ reading, ageMs }: Fresh, texts: Texts): Heard {
  return {
    ok: true,
    readByPlugin: true,
    mode: reading.frame.mode,
    reading,
    says: [...meterIn(reading, texts), texts.ui.listen.byPlugin(secondsIn(ageMs))],
  };
}

/** A port that is busy. */
interface Held {
  readonly port: string;
  readonly holders: readonly Holder[];
  readonly storage: Storage;
  readonly reader: Reader | undefined;
}

/** What is to be said of a port that this plugin has open, or may have; undefined when it is another program. */
function heldByPlugin(
  { port, holders, storage, reader }: Held,
  wallMs: number,
  { ui: { listen } }: Texts,
): Heard | undefined {
  const isHomebridge = holders.some(({ kind }) => kind === 'homebridge');
  if (reader && storage.status && isHomebridge) {
    const seconds = reader.atMs === undefined ? undefined : secondsIn(wallMs - reader.atMs);
    return { ok: false, readByPlugin: true, says: [listen.silent(port, seconds)] };
  }
  // A plugin of another user does not answer, and only root may see which port it has: its journal tells.
  const mayBePlugin = reader && !storage.status && (isHomebridge || holders.length === 0);
  const ageMs = mayBePlugin ? freshnessOf(storage, wallMs) : undefined;
  if (ageMs !== undefined) return { ok: true, readByPlugin: true, says: [listen.byHomebridge(secondsIn(ageMs))] };
  return isHomebridge ? { ok: false, says: [listen.heldByHomebridge(port)] } : undefined;
}

function heardIn({ trouble, mode, heard }: Examination, port: string, texts: Texts): Heard {
  const { cli, ui } = texts;
  const says = trouble ? [wordsFor(port, trouble, { ...cli.doctor.trouble, ...ui.trouble })] : [];
  if (!heard || !mode) return { ok: false, says };
  const { share: refusedShare } = refusedOf(accountOf(heard.frames.length, heard.quality));
  const frame = heard.frames.at(-1);
  if (!frame) return { ok: false, mode, refusedShare, says: trouble ? says : [ui.listen.noFrame(mode)] };
  const reading = readingOf(frame, 0);
  return {
    ok: trouble === undefined,
    mode,
    reading,
    refusedShare,
    says: [...meterIn(reading, texts), ...(trouble ? says : [signalOf(refusedShare, texts)])],
  };
}

function meterIn(
  { frame, contract, apparentPowerVA, subscribedVA }: Reading,
  { cli, ui: { listen } }: Texts,
): readonly string[] {
  const name = contract && (cli.watch.contract[contract.startsWith('BBR') ? 'BBR' : contract] ?? contract);
  const meter = listen.meter(frame.mode, frame.address, name);
  if (apparentPowerVA === undefined) return [meter];
  const va = figure(apparentPowerVA);
  if (!subscribedVA) return [meter, listen.power(va)];
  return [meter, listen.load(va, figure(subscribedVA), Math.round((100 * apparentPowerVA) / subscribedVA))];
}

function signalOf(share: number, { cli, ui: { listen } }: Texts): string {
  return share === 0 ? listen.perfect : listen.good(figure(share * 100, 1, cli.watch.point));
}

function secondsIn(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}
