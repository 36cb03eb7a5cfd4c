import type { Machine, PathStat } from '../../src/doctor/machine.ts';
import type { Day } from '../../src/energy/day.ts';
import type { WriteResult } from '../../src/influx/answer.ts';
import type { KnownServer } from '../../src/influx/trial.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { BrokerFault } from '../../src/mqtt/broker-fault.ts';
import { type BaudRate, type Source, SourceError, type SourceTrouble } from '../../src/source/source.ts';
import type { Said } from '../../src/status/ask.ts';
import type { Status, StatusList } from '../../src/status/status.ts';
import { readAtBauds } from '../../testbed/meter/wrong-speed.ts';
import { type FakeClock, fakeClock } from '../../testbed/support/clock.ts';
import { countedAs } from '../../testbed/support/counted-days.ts';
import { entryWith } from '../../testbed/support/readings.ts';

/** What a test puts on a fake machine. */
export interface Scene {
  readonly user?: Machine['user'];
  /** What there is at each path: a text file, a device, a link (`→ target`), or a folder. */
  readonly files?: { readonly [path: string]: string | PathStat };
  readonly ports?: readonly string[];
  readonly sources?: { readonly [port: string]: Source };
  /** The answer of an InfluxDB, which identifies itself unless it `isNameless`. */
  readonly answer?: WriteResult;
  readonly isNameless?: true;
  /** What that InfluxDB shows that it is. */
  readonly server?: KnownServer;
  /** The answer of an MQTT broker; `well` unless given. */
  readonly broker?: BrokerFault;
  /** Without a list of what is wrong, nothing is. */
  readonly status?: Omit<Status, keyof StatusList> & Partial<StatusList>;
  /** What the plugin's socket gives in place of a status. */
  readonly socket?: Exclude<Said<Status>['kind'], 'said'>;
  /** The time of the newest reading of each meter in the journal, by the meter's slug. */
  readonly newestAtMs?: { readonly [slug: string]: number };
  /** What the journal holds, in place of such readings. */
  readonly entries?: readonly Entry[];
  /** What the journal has of its only meter, beside its entries. */
  readonly journal?: { readonly days: readonly Day[]; readonly notes: { readonly [name: string]: string } };
  /** What is there besides once a port has been opened. */
  readonly onceOpened?: { readonly [path: string]: string };
  /** The bytes that are free on each disk; many unless given. */
  readonly freeBytes?: number;
  /** Why the journal cannot be opened. */
  readonly journalError?: Error;
  /** Folders that the user may not enter. */
  readonly closed?: readonly string[];
}

const ROOT = { name: 'root', uid: 0, gids: [0] };
export const PI = { name: 'pi', uid: 1000, gids: [1000] };
export const FOLDER: PathStat = { kind: 'folder', uid: 999, gid: 999, mode: 0o755 };

/** A serial device that belongs to root and the group dialout. */
export function device({ gid = 20, mode = 0o660 } = {}): PathStat {
  return { kind: 'device', uid: 0, gid, mode };
}

export function fakeMachine(scene: Scene): Machine & { readonly clock: FakeClock } {
  const { user = ROOT, ports = [], sources = {}, answer = { kind: 'stored' }, status, newestAtMs } = scene;
  const files = { ...scene.files };
  const isHidden = (path: string) => (scene.closed ?? []).some((folder) => path.startsWith(`${folder}/`));
  const follow = (path: string): string => {
    const there = files[path];
    return typeof there === 'string' && there.startsWith('→ ') ? follow(there.slice(2)) : path;
  };
  const at = (path: string) => files[follow(path)];
  const clock = fakeClock();
  return {
    user,
    pid: 1,
    clock,
    async statOf(path) {
      const there = isHidden(path) ? undefined : at(path);
      return typeof there === 'string' ? { kind: 'file', uid: 0, gid: 0, mode: 0o644 } : there;
    },
    isUnderClosedFolder: async (path) => isHidden(path),
    async mayUse(path) {
      const there = at(path);
      if (there === undefined || typeof there === 'string') return false;
      return user.uid === 0 || (user.gids.includes(there.gid) && (there.mode & 0o060) === 0o060);
    },
    async textOf(path) {
      const there = at(path);
      return typeof there === 'string' ? there : undefined;
    },
    async namesIn(folder) {
      const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
    },
    async targetOf(link) {
      const there = files[link];
      return typeof there === 'string' && there.startsWith('→ ') ? there.slice(2) : undefined;
    },
    realPathOf: async (path) => (at(path) === undefined ? undefined : follow(path)),
    freeBytesAt: async () => scene.freeBytes ?? 1e9,
    ports: async () => ports.map((path) => ({ path, device: path })),
    sourceOf(port) {
      const given = sources[port] ?? (port.startsWith('/') ? breaks('other') : undefined);
      const opened = () => void Object.assign(files, scene.onceOpened);
      const source = given && scene.onceOpened ? { ...given, bytes: calledFirst(opened, given.bytes) } : given;
      // As the real source of a bridge tells of itself (`source/tcp.ts`).
      return source && port.startsWith('tcp:') ? { ...source, setsOwnSpeed: true } : source;
    },
    greetInflux: async () => {
      const { server = { product: 'influx' } } = scene;
      return { delivery: answer, server: scene.isNameless ? undefined : server };
    },
    greetBroker: async () => scene.broker ?? 'well',
    askStatus: async () =>
      status ? { kind: 'said', value: { troubles: [], news: [], ...status } } : saidBy(scene.socket ?? 'nobody'),
    async openReadOnlyJournal() {
      if (scene.journalError) throw scene.journalError;
      const all =
        scene.entries ??
        (newestAtMs &&
          Object.entries(newestAtMs).map(([meter, atMs], position) => ({ ...entryWith({}, atMs, position), meter })));
      const { journal } = scene;
      if (all === undefined && !journal) throw new Error('no journal');
      const entries = (fromMs: number) => (all ?? []).filter(({ atMs }) => atMs >= fromMs);
      return {
        ...{ entries, newest: all?.at(-1), meters: [], rescued: undefined, [Symbol.dispose]() {} },
        ...{ days: () => journal?.days.map(countedAs) ?? [], importedDays: () => [], registerLines: () => [] },
        note: (name: string) => journal?.notes[name],
      } as unknown as ReadOnlyJournal;
    },
  };
}

function saidBy(kind: NonNullable<Scene['socket']>): Said<Status> {
  return kind === 'otherVersion' ? { kind, version: '1.2.3' } : { kind };
}

/** `work`, before which `first` is called. */
function calledFirst(first: () => void, work: Source['bytes']): Source['bytes'] {
  return (...how) => {
    first();
    return work(...how);
  };
}

/** A source that gives these bytes at any speed, and is then silent until the clock of `fakeMachine` goes on. */
export function gives(...chunks: readonly Uint8Array[]): Source {
  return {
    async *bytes(_baudRate, life) {
      yield* chunks;
      await new Promise<void>((resolve) => {
        if (life.aborted) resolve();
        life.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
}

/** A line at one speed. A reader at another speed gets what a wire gives at that speed. */
export function givesAt(lineBauds: BaudRate, ...chunks: readonly Uint8Array[]): Source {
  return {
    bytes: (baudRate, life) =>
      gives(...chunks.map((chunk) => readAtBauds(chunk, lineBauds, baudRate))).bytes(baudRate, life),
  };
}

/** A source that breaks with an error after these bytes. */
export function breaks(trouble: SourceTrouble, says = 'so it is', ...chunks: readonly Uint8Array[]): Source {
  return {
    async *bytes() {
      yield* chunks;
      throw new SourceError(trouble, says);
    },
  };
}
