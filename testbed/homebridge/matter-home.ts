import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { reportOnFailure } from '../run/failure-report.ts';
import { temporaryStorage } from './homebridge.ts';

const PROCESS = fileURLToPath(new URL('matter-process.ts', import.meta.url));

/** Sets up a network namespace with two interfaces that receive each other's multicast. */
const NETWORK = `ip link set lo up
ip link add v0 type veth peer name v1
ip link set v0 up multicast on
ip link set v1 up multicast on
ip address add 10.0.0.1/24 dev v0
ip route add 224.0.0.0/4 dev v0
exec "$@"`;

/** Matter on the main bridge. */
const ON_MAIN_BRIDGE = { matter: { port: 5540 } };
/** A module for `imports`: Homebridge offers Matter's device type of a meter, as 2.4.0 does not. */
export const METER_TYPE_PRELOAD = new URL('meter-type-preload.ts', import.meta.url).href;

/** An accessory as a controller reads it, with the attributes of the clusters that tests need, by name. */
export interface MatterDevice {
  readonly endpoint: number;
  readonly deviceTypes: readonly number[];
  /** The features of its cluster PowerTopology: which part of the house it says it measures. */
  readonly topology: { readonly [feature: string]: boolean };
  readonly attributes: { readonly [name: string]: unknown };
}

/** A change that a subscription reports. */
export interface MatterReport {
  readonly endpoint: number;
  readonly attribute: string;
  readonly value: unknown;
}

/** The calls that a test can make to the process in the other network. */
export interface MatterCalls {
  /**
   * Starts a Homebridge, always on the same storage, and with Matter on its main bridge unless `bridge` says otherwise.
   * `imports` are modules that Homebridge preloads, where its clock is steered. Resolves when the subscription of a controller that was commissioned before is there again, by itself.
   */
  start(config: object, bridge?: object, imports?: readonly string[]): Promise<void>;
  /** Ends Homebridge. Resolves when the controller has noticed. */
  stop(): Promise<void>;
  /** Moves Homebridge's clock forward. Otherwise it runs in real time. */
  advance(ms: number): Promise<void>;
  log(): Promise<readonly string[]>;
  /** Commissions the bridge to the controller, which then subscribes to all attributes. */
  commission(): Promise<void>;
  /** The clusters of each endpoint of the whole node, that of the node itself (0) included, by their numbers. */
  clusters(): Promise<{ readonly [endpoint: number]: readonly number[] }>;
  /** The accessories of the bridge. They are read from the bridge, not taken from the subscription. */
  devices(): Promise<readonly MatterDevice[]>;
  /** The changes that were reported since the last call, in order. */
  reports(): Promise<readonly MatterReport[]>;
}

/** A Homebridge and a Matter controller in their own network namespace. Leaving its scope ends both. */
export type MatterHome = MatterCalls & AsyncDisposable & { readonly storage: string };

/** Why this machine can have no such home; undefined under CI, where its absence is a failure. */
export function missingMatter(): string | undefined {
  if (process.env['CI']) return undefined;
  if (process.getuid?.() !== 0) return 'a network of its own is only for root';
  const { error, status } = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']);
  return error || status !== 0
    ? 'unshare or ip is missing: install Debian\'s packages "util-linux" and "iproute2"'
    : undefined;
}

/** Its calls throw when the process ends too early; the process has printed why. */
export async function openMatterHome(): Promise<MatterHome> {
  const storage = await temporaryStorage();
  const child = spawn(
    'unshare',
    ['-n', 'sh', '-e', '-c', NETWORK, 'sh', process.execPath, PROCESS, storage.path, 'v0'],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const said: string[] = [];
  reportOnFailure({ name: 'Homebridge with Matter', folder: storage.path, said: () => said });
  const call = callerOf(child, said);
  return {
    storage: storage.path,
    start: (config, bridge = ON_MAIN_BRIDGE, imports = []) => call('start', config, bridge, imports),
    stop: () => call('stop'),
    advance: (ms) => call('advance', ms),
    log: () => call('log'),
    commission: () => call('commission'),
    devices: () => call('devices'),
    clusters: () => call('clusters'),
    reports: () => call('reports'),
    async [Symbol.asyncDispose]() {
      // When the channel closes, the process ends, and Homebridge with it.
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) await ended;
      await storage[Symbol.asyncDispose]();
    },
  };
}

/** Makes one call at a time. Each message is answered with one message, which also has the new lines of Homebridge's log. */
function callerOf(child: ChildProcess, said: string[]) {
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process of the other network has ended');
  });
  ended.catch(() => {});
  return async <T>(name: keyof MatterCalls, ...given: readonly unknown[]): Promise<T> => {
    const answered = once(child, 'message');
    child.send({ name, given });
    const [answer] = await Promise.race([answered, ended]);
    said.push(...answer.said);
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  };
}
