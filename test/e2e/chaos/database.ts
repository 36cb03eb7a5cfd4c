import type { Daemon } from '../support/daemon.ts';
import { startInflux, startVictoria } from '../support/servers.ts';
import type { Numbers } from './house.ts';

/** A real server, as the plugin is told of it and as the account is taken in it. */
export interface Database extends Daemon {
  readonly port: number;
  /** The plugin's settings, when it finds the server on this port. */
  settings(port: number): object;
  /** What must stand nowhere. */
  readonly secrets: readonly string[];
  /** The numbers of a meter's measurement by their time, in that order. */
  points(measurement: string, fields: readonly string[], meter?: string): Promise<ReadonlyMap<number, Numbers>>;
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
    async points(measurement, fields, meter = 'linky') {
      const rows = await influx.query(
        `SELECT ${fields.map((field) => `"${field}"`)} FROM ${measurement} WHERE meter = '${meter}'`,
        'linky',
      );
      return new Map(
        rows.map((row) => [
          Number(row['time']),
          Object.fromEntries(fields.map((field) => [field, Number(row[field])])),
        ]),
      );
    },
  };
}

export async function victoriaDatabase(): Promise<Database> {
  const victoria = await startVictoria();
  const token = 's3cr3t-0f-th3-h0use';
  return {
    ...victoria,
    port: Number(new URL(victoria.url).port),
    settings: (port) => ({ version: '2', url: `http://127.0.0.1:${port}`, token, bucket: 'linky' }),
    secrets: [token],
    async points(measurement, fields, meter = 'linky') {
      const points = new Map<number, { [field: string]: number }>();
      for (const field of fields) {
        for (const { atMs, value } of await victoria.samples(`{__name__="${measurement}_${field}",meter="${meter}"}`)) {
          points.set(atMs, { ...points.get(atMs), [field]: value });
        }
      }
      return points;
    },
  };
}
