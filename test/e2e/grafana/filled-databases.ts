import { type Influx, startInflux, startVictoria, type Victoria } from '../../../testbed/databases/servers.ts';
import { type GeneratedMeter, lineProtocolOf } from './generated-meter.ts';

/** Both databases with all points of some meters. Leaving its scope ends them. */
export interface FilledDatabases extends AsyncDisposable {
  readonly influx: Influx;
  readonly victoria: Victoria;
}

export async function startFilledDatabases(meters: readonly GeneratedMeter[]): Promise<FilledDatabases> {
  const [influx, victoria] = await Promise.all([startInflux(), startVictoria()]);
  await influx.query('CREATE DATABASE linky');
  const lines = meters.flatMap(lineProtocolOf);
  for (let at = 0; at < lines.length; at += 20_000) {
    const body = lines.slice(at, at + 20_000).join('\n');
    await Promise.all([
      influx.write('linky', body),
      fetch(`${victoria.url}/api/v2/write?precision=ms`, { method: 'POST', body }),
    ]);
  }
  await fetch(`${victoria.url}/internal/force_flush`);
  return {
    influx,
    victoria,
    async [Symbol.asyncDispose]() {
      await Promise.all([influx[Symbol.asyncDispose](), victoria[Symbol.asyncDispose]()]);
    },
  };
}
