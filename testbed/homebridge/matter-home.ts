import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { reportOnFailure } from '../failure-report.ts';
import { temporaryStorage } from './homebridge.ts';

const PROCESS = fileURLToPath(new URL('matter-process.ts', import.meta.url));

/** A network of its own, with two interfaces that hear each other's multicast. */
const NETWORK = `ip link set lo up
ip link add v0 type veth peer name v1
ip link set v0 up multicast on
ip link set v1 up multicast on
ip address add 10.0.0.1/24 dev v0
ip route add 224.0.0.0/4 dev v0
exec "$@"`;

/** An accessory as a controller reads it: the attributes of the clusters that tests look at, by name. */
export interface MatterDevice {
  readonly endpoint: number;
  readonly deviceTypes: readonly number[];
  readonly attributes: { readonly [name: string]: unknown };
}

/** What a subscription reports. */
export interface MatterReport {
  readonly endpoint: number;
  readonly attribute: string;
  readonly value: unknown;
}

/** What a test can have done in the other network. */
export interface MatterCalls {
  /**
   * Starts a Homebridge, each time on the same storage, with Matter on its main bridge unless said otherwise. A controller
   * that has added the bridge subscribes to it again.
   */
  start(config: object, bridge?: object): Promise<void>;
  stop(): Promise<void>;
  /** Moves Homebridge's clock forward by so much; otherwise it runs at the machine's pace. */
  advance(ms: number): Promise<void>;
  log(): Promise<readonly string[]>;
  /** Adds the bridge to the home of the controller, which then subscribes to all of it. */
  commission(): Promise<void>;
  /** What the bridge carries. Read from it, not from what the subscription has brought. */
  devices(): Promise<readonly MatterDevice[]>;
  /** What has been reported since it was asked for last, in the order in which it came. */
  reports(): Promise<readonly MatterReport[]>;
  /** Switches an outlet. Gives what the bridge answers. */
  invoke(endpoint: number, command: 'on' | 'off' | 'toggle'): Promise<string>;
}

/** A Homebridge and a Matter controller, in a network of their own. Leaving its scope ends both. */
export type MatterHome = MatterCalls & AsyncDisposable;

/** Why there can be none here; undefined under CI, where its absence is a failure. */
export function missingMatter(): string | undefined {
  if (process.env['CI']) return undefined;
  if (process.getuid?.() !== 0) return 'a network of its own is only for root';
  const { error, status } = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']);
  return error || status !== 0
    ? 'unshare or ip is missing: install Debian\'s packages "util-linux" and "iproute2"'
    : undefined;
}

/** @throws when its process ends before its time, with what that said above. */
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
    start: (config, bridge = { matter: { port: 5540 } }) => call('start', config, bridge),
    stop: () => call('stop'),
    advance: (ms) => call('advance', ms),
    log: () => call('log'),
    commission: () => call('commission'),
    devices: () => call('devices'),
    reports: () => call('reports'),
    invoke: (endpoint, command) => call('invoke', endpoint, command),
    async [Symbol.asyncDispose]() {
      // Without its channel it ends, and Homebridge with it.
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) await ended;
      await storage[Symbol.asyncDispose]();
    },
  };
}

/** One call at a time: each message is answered with one, and with what Homebridge has said meanwhile. */
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
