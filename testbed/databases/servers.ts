import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, freePort, isAnswering, isInstalled, startDaemon } from '../daemon.ts';

const BINARIES = { influxd: 'influxdb', 'victoria-metrics': 'victoria-metrics', vmauth: 'victoria-metrics' } as const;

/** Samples may be a day ahead, because a test's clock may be; VictoriaMetrics accepts two days. */
const AHEAD_MS = 86_400_000;

/** The programs that this machine lacks for tests with real servers, in words; empty when it has all of them. */
export function missingServers(): readonly string[] {
  return Object.entries(BINARIES)
    .filter(([binary]) => !isInstalled(binary))
    .map(([binary, debian]) => `${binary} (apt-get install ${debian})`);
}

/** The URL of an InfluxDB, and a user. */
export interface InfluxAccount {
  readonly url: string;
  /** Empty for a server without users. */
  readonly username: string;
  readonly password: string;
}

/** An InfluxDB that runs. */
export interface RunningInflux extends InfluxAccount {
  /** Gives each row of each series as an object, with its tags. Times are in ms. */
  query(influxQl: string, database?: string): Promise<readonly Row[]>;
  /** Writes line protocol with times in ms, as another program might. */
  write(database: string, lines: string): Promise<void>;
}

export interface Influx extends Daemon, RunningInflux {}

export type Row = { readonly [column: string]: string | number | null };

export interface InfluxPlan {
  readonly auth?: boolean;
  /** The port; any free one, unless given. */
  readonly port?: number;
  /** The largest request that it accepts, in bytes. */
  readonly mostBytes?: number;
}

/** The user of an InfluxDB that has users, and of vmauth. */
export const ACCOUNT = { username: 'linky', password: "p'w d:é" };

/** Starts a real InfluxDB 1.6. The test creates its databases. */
export async function startInflux({ auth = false, port, mostBytes = 25e6 }: InfluxPlan = {}): Promise<Influx> {
  const http = port ?? (await freePort());
  const rpc = await freePort();
  const url = `http://127.0.0.1:${http}`;
  const { username, password } = auth ? ACCOUNT : { username: '', password: '' };
  const daemon = await startDaemon({
    binary: 'influxd',
    debian: BINARIES.influxd,
    isReady: () => isAnswering(`${url}/ping`),
    async args(folder) {
      const config = join(folder, 'influxdb.conf');
      await writeFile(config, configOf(folder, http, rpc, auth, mostBytes));
      return ['run', '-config', config];
    },
  });
  const influx = influxAt({ url, username, password });
  if (auth) {
    const quoted = password.replace("'", "\\'");
    await influx.query(`CREATE USER ${username} WITH PASSWORD '${quoted}' WITH ALL PRIVILEGES`);
  }
  return { ...daemon, ...influx };
}

/** A client of an InfluxDB that is running already. */
export function influxAt({ url, username, password }: InfluxAccount): RunningInflux {
  const headers: Record<string, string> = username
    ? { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
    : {};
  return { url, username, password, query, write };

  async function query(influxQl: string, database = ''): Promise<readonly Row[]> {
    const body = new URLSearchParams({ q: influxQl, db: database, epoch: 'ms' });
    const answer = await fetch(`${url}/query`, { method: 'POST', body, headers });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return rowsOf(await answer.json());
  }

  async function write(database: string, lines: string): Promise<void> {
    const target = `${url}/write?db=${encodeURIComponent(database)}&precision=ms`;
    const answer = await fetch(target, { method: 'POST', body: lines, headers });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  }
}

/** A VictoriaMetrics that runs. */
export interface RunningVictoria {
  readonly url: string;
  /** All samples of the series that match the selector (`linky_power_va{meter="linky"}`), from a time on, oldest first. */
  samples(selector: string, fromMs?: number): Promise<readonly Sample[]>;
}

export interface Victoria extends Daemon, RunningVictoria {}

interface Sample {
  readonly labels: { readonly [label: string]: string };
  readonly atMs: number;
  readonly value: number;
}

export interface VictoriaPlan {
  readonly port?: number;
  /** With less free space on its disk, it accepts nothing. */
  readonly leastFreeBytes?: number;
  /** Whether a kill makes it lose everything, rather than only what it was sent in the last seconds. */
  readonly forgets?: boolean;
}

/** Starts a real VictoriaMetrics, without authorization. */
export async function startVictoria(plan: VictoriaPlan = {}): Promise<Victoria> {
  const { port, leastFreeBytes, forgets } = plan;
  const http = port ?? (await freePort());
  const url = `http://127.0.0.1:${http}`;
  let data = '';
  const daemon = await startDaemon({
    binary: 'victoria-metrics',
    debian: BINARIES['victoria-metrics'],
    isReady: () => isAnswering(`${url}/health`),
    async args(folder) {
      data = join(folder, 'data');
      return [
        `-storageDataPath=${data}`,
        `-httpListenAddr=127.0.0.1:${http}`,
        '-retentionPeriod=10y',
        '-search.latencyOffset=0s',
        '-dedup.minScrapeInterval=1ms',
        ...(leastFreeBytes === undefined ? [] : [`-storage.minFreeDiskSpaceBytes=${leastFreeBytes}`]),
      ];
    },
  });
  return {
    ...daemon,
    ...victoriaAt(url),
    async kill() {
      await daemon.kill();
      // It writes to its disk when it wants to: after five seconds, or earlier. So what it would have lost if it had not
      // written yet is removed. This is everything, since its folder was empty when it started.
      if (forgets) await rm(data, { recursive: true });
    },
  };
}

/** A client of a VictoriaMetrics that is running already. */
export function victoriaAt(url: string): RunningVictoria {
  return { url, samples };

  async function samples(selector: string, fromMs = 0): Promise<readonly Sample[]> {
    await fetch(`${url}/internal/force_flush`);
    // Without an end, samples of the last milliseconds would be left out.
    const range = { start: String(fromMs / 1000), end: String(Math.ceil((Date.now() + AHEAD_MS) / 1000)) };
    const answer = await fetch(`${url}/api/v1/export?${new URLSearchParams({ 'match[]': selector, ...range })}`);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const series = (await answer.text()).split('\n').filter((line) => line !== '');
    return series.flatMap((line) => samplesOf(JSON.parse(line))).sort((a, b) => a.atMs - b.atMs);
  }
}

/** Starts a real vmauth in front of `upstream`. It knows one token, and the user of `ACCOUNT`. */
export async function startVmauth(options: {
  readonly token: string;
  readonly upstream: string;
}): Promise<Daemon & { readonly url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const daemon = await startDaemon({
    binary: 'vmauth',
    debian: BINARIES.vmauth,
    isReady: () => isAnswering(`${url}/health`),
    async args(folder) {
      const config = join(folder, 'auth.yml');
      const users = [{ bearer_token: options.token }, ACCOUNT].map((user) => ({
        ...user,
        url_prefix: options.upstream,
      }));
      await writeFile(config, JSON.stringify({ users }));
      return [`-auth.config=${config}`, `-httpListenAddr=127.0.0.1:${port}`];
    },
  });
  return { ...daemon, url };
}

function configOf(folder: string, http: number, rpc: number, auth: boolean, mostBytes: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  auth-enabled = ${auth}
  max-body-size = ${mostBytes}
[subscriber]
  enabled = false
[continuous_queries]
  enabled = false
`;
}

interface QueryAnswer {
  readonly results: readonly { readonly series?: readonly Series[]; readonly error?: string }[];
}

interface Series {
  readonly tags?: { readonly [tag: string]: string };
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | null)[])[];
}

function rowsOf(answer: unknown): readonly Row[] {
  const { results } = answer as QueryAnswer;
  const failed = results.find((result) => result.error !== undefined);
  if (failed) throw new Error(failed.error);
  return results
    .flatMap((result) => result.series ?? [])
    .flatMap((series) =>
      series.values.map((row) => ({
        ...series.tags,
        ...Object.fromEntries(series.columns.map((column, at) => [column, row[at] ?? null])),
      })),
    );
}

function samplesOf(line: unknown): Sample[] {
  const { metric, values, timestamps } = line as {
    metric: Record<string, string>;
    values: number[];
    timestamps: number[];
  };
  return values.map((value, at) => ({ labels: metric, value, atMs: timestamps[at] ?? Number.NaN }));
}
