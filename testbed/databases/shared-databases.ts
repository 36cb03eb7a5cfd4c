import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { reportOnFailure } from '../run/failure-report.ts';
import {
  type InfluxAccount,
  influxAt,
  missingServers,
  type Row,
  type RunningInflux,
  type RunningVictoria,
  victoriaAt,
} from './servers.ts';

/** The servers that all tests of a run share. `start-shared-databases.ts` starts them. */
export interface SharedServers {
  readonly influx: InfluxAccount;
  readonly victoria: {
    readonly url: string;
    /** The vmauth in front of it, which knows one token, and the user of `ACCOUNT`. */
    readonly vmauth: Vmauth;
  };
}

export interface Vmauth {
  readonly url: string;
  readonly token: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    servers?: SharedServers;
  }
}

/** A database of an InfluxDB that no other test uses. */
export interface OwnDatabase extends RunningInflux {
  readonly database: string;
  /** Queries this database, unless another one is given. */
  query(influxQl: string, database?: string): Promise<readonly Row[]>;
}

/**
 * Creates an empty database for one test, in the InfluxDB with users that all tests of the run share. A test that kills
 * or limits a server needs its own: `startInflux`.
 * @throws where the servers are not installed
 */
export async function createTestDatabase(): Promise<OwnDatabase> {
  const influx = influxAt(servers().influx);
  const database = uniqueName('test');
  reportOnFailure({ name: 'InfluxDB', said: () => [`its database is ${database} of ${influx.url}`] });
  await influx.query(`CREATE DATABASE "${database}"`);
  return databaseIn(influx, database);
}

/** A client of one database of an InfluxDB. */
export function databaseIn(influx: RunningInflux, database: string): OwnDatabase {
  return { ...influx, database, query: (influxQl, other = database) => influx.query(influxQl, other) };
}

/**
 * The VictoriaMetrics that all tests of the run share. A test only queries the samples of its own meters, which have a
 * `uniqueName`. A test that kills or limits a server needs its own: `startVictoria`.
 * @throws where the servers are not installed
 */
export function sharedVictoria(): RunningVictoria & { readonly vmauth: Vmauth } {
  const { url, vmauth } = servers().victoria;
  return { ...victoriaAt(url), vmauth };
}

/** A name that no other test uses, for a database, a user or a meter. It is its own slug. */
export function uniqueName(begin: string): string {
  return `${begin}-${randomBytes(6).toString('hex')}`;
}

function servers(): SharedServers {
  const started = inject('servers');
  if (started === undefined) throw new Error(`needs ${missingServers().join(', ')}`);
  return started;
}
