import type { Daemon } from '../../../testbed/daemon.ts';
import type { DatabaseSync } from '../../../testbed/databases/proxy.ts';
import { startInflux, startVictoria, type Victoria } from '../../../testbed/databases/servers.ts';
import type { Values } from '../../../testbed/meter/numbered-frames.ts';
import { timeOf } from './write-order.ts';

/** Points by their time, each with the fields that it has. */
export type Points = ReadonlyMap<number, Values>;

/** A real database server: the settings with which the plugin reaches it, and the points that it has. */
export interface Database extends Daemon {
  readonly url: string;
  readonly port: number;
  /** The plugin's settings for the server, reached on this port. */
  settings(port: number): object;
  /** Texts that must appear in no log and no file. */
  readonly secrets: readonly string[];
  /**
   * For a server that acknowledges writes before they are on its disk: when VictoriaMetrics is killed, it loses what it
   * acknowledged in the last five to nine seconds. By the plugin's clock, which the test moves on quickly, these would be
   * minutes, more than the plugin sends again. With this, the proxy has each write reach the disk before the next one, so
   * a kill loses only the last.
   */
  readonly sync?: DatabaseSync;
  /** Whether it stores strings. */
  readonly storesTexts: boolean;
  /** These fields of a measurement of a meter, ordered by time. */
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
    storesTexts: true,
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
  const sync = syncOf(victoria);
  return {
    ...victoria,
    sync,
    async kill() {
      await victoria.kill();
      sync.forget();
    },
    port: Number(new URL(victoria.url).port),
    settings: (port) => ({ version: '2', url: `http://127.0.0.1:${port}`, token, bucket: 'linky' }),
    secrets: [token],
    storesTexts: false,
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

/** `forget` is to be called after a kill: what was acknowledged before it need not be on the disk any more. */
function syncOf(victoria: Victoria): DatabaseSync & { forget(): void } {
  let acknowledged: readonly string[] = [];

  return {
    acknowledged(lines) {
      acknowledged = [...acknowledged, ...lines];
    },
    forget() {
      acknowledged = [];
    },
    async allOnDisk() {
      try {
        while (acknowledged.length > 0 && !(await isOnDisk(victoria, acknowledged)));
        acknowledged = [];
      } catch (error) {
        // `fetch` fails with this when the server has been killed or stopped meanwhile.
        if (!(error instanceof TypeError)) throw error;
      }
    },
  };
}

/**
 * Makes VictoriaMetrics write to its disk, and returns whether these lines are there now. Creating a snapshot makes it
 * write, but not everything: rows that queries do not find yet and parts that are being merged stay in memory. So the
 * lines must be found before the snapshot, and nothing may be in memory after it.
 */
async function isOnDisk(victoria: Victoria, lines: readonly string[]): Promise<boolean> {
  const samples = await victoria.samples('{meter="linky"}', Math.min(...lines.map(timeOf)));
  const found = new Set(samples.map(({ labels, atMs }) => `${labels['__name__']} ${labels['register'] ?? ''} ${atMs}`));
  if (!lines.every((line) => found.has(firstSampleOf(line)))) return false;
  const answer = await fetch(`${victoria.url}/snapshot/create`);
  const { snapshot } = (await answer.json()) as { snapshot: string };
  await fetch(`${victoria.url}/snapshot/delete?snapshot=${snapshot}`);
  const metrics = await (await fetch(`${victoria.url}/metrics`)).text();
  if (!metrics.includes('\nvm_pending_rows{type="storage"} '))
    throw new Error('VictoriaMetrics hides what is in memory');
  return !IN_MEMORY.test(metrics);
}

/**
 * That rows are in memory, or being merged to the disk: 1.79.5 does not count those in memory, but what a snapshot has left
 * there is being merged.
 */
const IN_MEMORY =
  /^vm_(?:pending_rows\{type="storage"|rows\{type="(?:storage|indexdb)\/inmemory"|active_merges\{[^}]*)\} [^0]/m;

/** Series and time of the sample that VictoriaMetrics makes of the first field of a line. */
function firstSampleOf(line: string): string {
  const [, measurement = '', tags = '', field = ''] = /^(\w+),(\S+) ([^=]+)=/.exec(line) ?? [];
  const [, register = ''] = /\bregister=(\w+)/.exec(tags) ?? [];
  return `${measurement}_${field} ${register} ${timeOf(line)}`;
}
