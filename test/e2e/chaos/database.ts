import type { Daemon } from '../../../testbed/daemon.ts';
import { startInflux, startVictoria, type Victoria } from '../../../testbed/databases/servers.ts';
import type { ServerSync } from './faulty-proxy.ts';
import type { Values } from './numbered-frames.ts';
import { timeOf } from './write-order.ts';

/** What stands at one time, field by field; what does not stand is absent. */
export type Points = ReadonlyMap<number, Values>;

/** A real server, as the plugin is told of it and as the account is taken in it. */
export interface Database extends Daemon {
  readonly port: number;
  /** The plugin's settings, when it finds the server on this port. */
  settings(port: number): object;
  /** What must stand nowhere. */
  readonly secrets: readonly string[];
  /**
   * For the gate, where the server acknowledges what is not yet on its disk: killed, VictoriaMetrics loses what it
   * acknowledged in the last five to nine seconds. In the plugin's quick time these would be minutes, which the plugin need
   * not send again. With this, a kill costs the last request alone.
   */
  readonly settling?: ServerSync;
  /** Whether a string is kept as it is. */
  readonly keepsTexts: boolean;
  /** These fields of a meter's measurement by their time, in that order. */
  points(measurement: string, fields: readonly string[], meter?: string, register?: string): Promise<Points>;
}

export async function influxDatabase(): Promise<Database> {
  const influx = await startInflux({ auth: true });
  await influx.query('CREATE DATABASE linky');
  const { username, password } = influx;
  return {
    ...influx,
    port: Number(new URL(influx.url).port),
    settings: (port) => ({ version: '1', url: `http://127.0.0.1:${port}`, database: 'linky', username, password }),
    secrets: [password, Buffer.from(`${username}:${password}`).toString('base64')],
    keepsTexts: true,
    async points(measurement, fields, meter = 'linky', register) {
      const rows = await influx.query(
        `SELECT ${fields.map((field) => `"${field}"`)} FROM ${measurement} WHERE meter = '${meter}'${
          register === undefined ? '' : ` AND register = '${register}'`
        }`,
        'linky',
      );
      return new Map(rows.map((row) => [Number(row['time']), present(fields.map((field) => [field, row[field]]))]));
    },
  };
}

export async function victoriaDatabase(): Promise<Database> {
  const victoria = await startVictoria();
  const token = 's3cr3t-0f-th3-h0use';
  const settling = settlingOf(victoria);
  return {
    ...victoria,
    settling,
    async kill() {
      await victoria.kill();
      settling.forget();
    },
    port: Number(new URL(victoria.url).port),
    settings: (port) => ({ version: '2', url: `http://127.0.0.1:${port}`, token, bucket: 'linky' }),
    secrets: [token],
    keepsTexts: false,
    async points(measurement, fields, meter = 'linky', register) {
      const tags = `meter="${meter}"${register === undefined ? '' : `,register="${register}"`}`;
      const points = new Map<number, Values>();
      for (const field of fields) {
        for (const { atMs, value } of await victoria.samples(`{__name__="${measurement}_${field}",${tags}}`)) {
          points.set(atMs, { ...points.get(atMs), [field]: value });
        }
      }
      return new Map([...points].sort(([one], [other]) => one - other));
    },
  };
}

function present(fields: readonly (readonly [string, number | string | null | undefined])[]): Values {
  return Object.fromEntries(
    fields.flatMap(([field, value]) => (value === null || value === undefined ? [] : [[field, value] as const])),
  );
}

/** `forget` is for a kill: after it, nothing that was acknowledged need be on the disk. */
function settlingOf(victoria: Victoria): ServerSync & { forget(): void } {
  let acknowledged: readonly string[] = [];

  return {
    stored(lines) {
      acknowledged = [...acknowledged, ...lines];
    },
    forget() {
      acknowledged = [];
    },
    async settle() {
      try {
        while (acknowledged.length > 0 && !(await isOnDisk(victoria, acknowledged)));
        acknowledged = [];
      } catch (error) {
        // The server has been killed or stopped meanwhile: `fetch` does not reach it.
        if (!(error instanceof TypeError)) throw error;
      }
    },
  };
}

/**
 * Makes VictoriaMetrics write to its disk, and gives whether these lines are there. It writes when it makes a snapshot, but
 * leaves out two things that are in memory: rows that cannot be found yet, and parts that are just being merged. So the lines
 * must be found before the snapshot, and nothing may be in memory after it.
 */
async function isOnDisk(victoria: Victoria, lines: readonly string[]): Promise<boolean> {
  const samples = await victoria.samples('{meter="linky"}', Math.min(...lines.map(timeOf)));
  const found = new Set(samples.map(({ labels, atMs }) => `${labels['__name__']} ${labels['register'] ?? ''} ${atMs}`));
  if (!lines.every((line) => found.has(firstSampleOf(line)))) return false;
  const answer = await fetch(`${victoria.url}/snapshot/create`);
  const { snapshot } = (await answer.json()) as { snapshot: string };
  await fetch(`${victoria.url}/snapshot/delete?snapshot=${snapshot}`);
  const metrics = await (await fetch(`${victoria.url}/metrics`)).text();
  return IN_MEMORY.every((name) => metrics.includes(`\n${name} 0\n`));
}

const IN_MEMORY = [
  'vm_pending_rows{type="storage"}',
  'vm_rows{type="storage/inmemory"}',
  'vm_rows{type="indexdb/inmemory"}',
];

/** Series and time of the first sample that VictoriaMetrics makes of a line: one for each field. */
function firstSampleOf(line: string): string {
  const [, measurement = '', register = '', field = ''] =
    /^(\w+),meter=linky(?:,register=(\w+))? ([^=]+)=/.exec(line) ?? [];
  return `${measurement}_${field} ${register} ${timeOf(line)}`;
}
