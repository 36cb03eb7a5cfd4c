import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Daemon, freePort, isInstalled, startDaemon } from '../daemon.ts';
import { reportOnFailure } from '../run/failure-report.ts';
import type { Certificate } from './certificates.ts';

/** Debian has it where only root looks. */
export const MOSQUITTO = isInstalled('mosquitto') ? 'mosquitto' : '/usr/sbin/mosquitto';

/** What of the real broker this machine lacks, with its package; undefined where it has all. In CI it is an error that comes later. */
export function missingMosquitto(): string | undefined {
  if (process.env['CI']) return undefined;
  const isThere = isInstalled(MOSQUITTO) && isInstalled('mosquitto_sub');
  return isThere ? undefined : 'mosquitto (apt-get install mosquitto mosquitto-clients)';
}

export interface MosquittoPlan {
  /** The port; any free one, unless given. */
  readonly port?: number;
  /** Who may connect; anybody, unless given. */
  readonly user?: { readonly username: string; readonly password: string };
  /** Its ACL file. */
  readonly acl?: string;
  readonly tls?: Certificate;
  /** More lines of its configuration. */
  readonly more?: string;
}

export interface Mosquitto extends Daemon {
  readonly port: number;
  readonly url: string;
  /** Subscribes to all topics, as another program of the house. Leaving its scope ends it. */
  witness(version?: 'mqttv5' | 'mqttv311'): Promise<Witness>;
}

/** Starts a real mosquitto, which keeps nothing over a restart. */
export async function startMosquitto(plan: MosquittoPlan = {}): Promise<Mosquitto> {
  const port = plan.port ?? (await freePort());
  const { user, tls } = plan;
  const daemon = await startDaemon({
    binary: MOSQUITTO,
    debian: 'mosquitto',
    isReady: () => isListening(port),
    async args(folder) {
      const config = join(folder, 'mosquitto.conf');
      writeFileSync(config, configOf(folder, port, plan));
      return ['-c', config];
    },
  });
  return {
    ...daemon,
    port,
    url: tls ? `mqtts://localhost:${port}` : `mqtt://127.0.0.1:${port}`,
    witness: (version = 'mqttv5') =>
      startWitness([
        ...['-h', tls ? 'localhost' : '127.0.0.1', '-p', String(port), '-V', version],
        ...(user ? ['-u', user.username, '-P', user.password] : []),
        ...(tls ? ['--cafile', tls.ca] : []),
      ]),
  };
}

/** A message as the witness was given it. */
interface Witnessed {
  readonly topic: string;
  readonly payload: string;
  /** Whether it was published to be retained (MQTT 5), or came from what is retained (MQTT 3.1.1). */
  readonly isRetained: boolean;
}

export interface Witness extends AsyncDisposable {
  /** All messages, the oldest first. */
  readonly messages: readonly Witnessed[];
  /** The newest payload of a topic. */
  newest(topic: string): string | undefined;
}

async function startWitness(broker: readonly string[]): Promise<Witness> {
  const version5 = broker.includes('mqttv5') ? ['--retain-as-published'] : [];
  const args = [...broker, ...version5, '-t', '#', '-q', '1', '-F', '%r %t %p', '-d'];
  // Into a pipe it would say that it has subscribed only with the first message.
  const child = spawn('stdbuf', ['-oL', 'mosquitto_sub', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const messages: Witnessed[] = [];
  const said: string[] = [];
  reportOnFailure({ name: 'mosquitto_sub', said: () => said });
  const subscribed = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line);
    if (/^Subscribed /.test(line)) subscribed.resolve();
    const [, isRetained, topic = '', payload = ''] = /^([01]) (\S+) (.*)$/.exec(line) ?? [];
    if (topic) messages.push({ topic, payload, isRetained: isRetained === '1' });
  });
  const ended = once(child, 'exit');
  void ended.then(() => subscribed.reject(new Error(`mosquitto_sub ended:\n${said.join('\n')}`)));
  await subscribed.promise;
  return {
    messages,
    newest: (topic) => messages.findLast((message) => message.topic === topic)?.payload,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function configOf(folder: string, port: number, { user, acl, tls, more = '' }: MosquittoPlan): string {
  const at = (name: string) => join(folder, name);
  if (user) execFileSync('mosquitto_passwd', ['-b', '-c', at('users'), user.username, user.password]);
  if (acl !== undefined) writeFileSync(at('acl'), acl);
  for (const name of [user && 'users', acl !== undefined && 'acl']) if (name) chmodSync(at(name), 0o600);
  return [
    `listener ${port} ${tls ? 'localhost' : '127.0.0.1'}`,
    `allow_anonymous ${user === undefined}`,
    ...(user ? [`password_file ${at('users')}`] : []),
    ...(acl === undefined ? [] : [`acl_file ${at('acl')}`]),
    ...(tls ? [`certfile ${tls.cert}`, `keyfile ${tls.key}`] : []),
    // Otherwise one that root starts is another user's, who may not read these files.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    'persistence false',
    'log_type all',
    `log_dest stdout\n${more}`,
  ].join('\n');
}

/** Whether something listens at a port of this machine. */
export async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
