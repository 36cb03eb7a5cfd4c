import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, freePort, isInstalled, startDaemon } from './daemon.ts';

const BINARIES = { influxd: 'influxdb', 'victoria-metrics': 'victoria-metrics', vmauth: 'victoria-metrics' } as const;

/** What the tests with real servers lack on this machine, in words; empty when they can run. */
export function missingServers(): readonly string[] {
  return Object.entries(BINARIES)
    .filter(([binary]) => !isInstalled(binary))
    .map(([binary, debian]) => `${binary} (apt-get install ${debian})`);
}

export interface Influx extends Daemon {
  readonly url: string;
  /** Empty unless started with `auth`. */
  readonly username: string;
  readonly password: string;
  /** Each row of each series as an object, its tags included, times in ms. */
  query(influxQl: string, database?: string): Promise<readonly Row[]>;
  /** Writes line protocol by hand, with times in ms: what another program may have written before. */
  write(database: string, lines: string): Promise<void>;
}

export type Row = { readonly [column: string]: string | number | null };

export interface InfluxPlan {
  readonly auth?: boolean;
  /** To start it late where it was expected. */
  readonly port?: number;
  /** The largest request that it takes, in bytes. */
  readonly mostBytes?: number;
}

/** A real InfluxDB 1.6. Its databases are the test's to create. */
export async function startInflux({ auth = false, port, mostBytes = 25e6 }: InfluxPlan = {}): Promise<Influx> {
  const http = port ?? (await freePort());
  const rpc = await freePort();
  const url = `http://127.0.0.1:${http}`;
  const [username, password] = auth ? ['linky', "p'w d:é"] : ['', ''];
  const daemon = await startDaemon({
    binary: 'influxd',
    debian: BINARIES.influxd,
    readyUrl: `${url}/ping`,
    async args(folder) {
      const config = join(folder, 'influxdb.conf');
      await writeFile(config, configOf(folder, http, rpc, auth, mostBytes));
      return ['run', '-config', config];
    },
  });
  const headers: Record<string, string> = auth
    ? { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
    : {};
  const influx = { ...daemon, url, username, password, query, write };
  if (auth) await query(`CREATE USER ${username} WITH PASSWORD '${password.replace("'", "\\'")}' WITH ALL PRIVILEGES`);
  return influx;

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

export interface Victoria extends Daemon {
  readonly url: string;
  /** Every sample of the series that the selector (`linky_power_va{meter="linky"}`) finds, oldest first. */
  samples(selector: string): Promise<readonly Sample[]>;
}

export interface Sample {
  readonly labels: { readonly [label: string]: string };
  readonly atMs: number;
  readonly value: number;
}

export interface VictoriaPlan {
  readonly port?: number;
  /** With less than that free on its disk it takes nothing. */
  readonly leastFreeBytes?: number;
}

/** A real VictoriaMetrics, without authorization. */
export async function startVictoria({ port, leastFreeBytes }: VictoriaPlan = {}): Promise<Victoria> {
  const http = port ?? (await freePort());
  const url = `http://127.0.0.1:${http}`;
  const daemon = await startDaemon({
    binary: 'victoria-metrics',
    debian: BINARIES['victoria-metrics'],
    readyUrl: `${url}/health`,
    args: async (folder) => [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${http}`,
      '-retentionPeriod=10y',
      '-search.latencyOffset=0s',
      '-dedup.minScrapeInterval=1ms',
      ...(leastFreeBytes === undefined ? [] : [`-storage.minFreeDiskSpaceBytes=${leastFreeBytes}`]),
    ],
  });
  return { ...daemon, url, samples };

  async function samples(selector: string): Promise<readonly Sample[]> {
    await fetch(`${url}/internal/force_flush`);
    // Without an end, what is milliseconds old is left out.
    const range = { start: '0', end: String(Math.ceil(Date.now() / 1000) + 60) };
    const answer = await fetch(`${url}/api/v1/export?${new URLSearchParams({ 'match[]': selector, ...range })}`);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const series = (await answer.text()).split('\n').filter((line) => line !== '');
    return series.flatMap((line) => samplesOf(JSON.parse(line))).sort((a, b) => a.atMs - b.atMs);
  }
}

/** A real vmauth in front of `upstream`: a `/api/v2/write` that checks the token. */
export async function startVmauth(options: {
  readonly token: string;
  readonly upstream: string;
}): Promise<Daemon & { readonly url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const daemon = await startDaemon({
    binary: 'vmauth',
    debian: BINARIES.vmauth,
    readyUrl: `${url}/health`,
    async args(folder) {
      const config = join(folder, 'auth.yml');
      const user = { bearer_token: options.token, url_prefix: options.upstream };
      await writeFile(config, JSON.stringify({ users: [user] }));
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
