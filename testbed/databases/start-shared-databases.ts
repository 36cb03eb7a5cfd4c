import type { TestProject } from 'vitest/node';
import { withFailureReport } from '../run/failure-report.ts';
import { missingServers, startInflux, startVictoria, startVmauth } from './servers.ts';
import type { SharedServers } from './shared-databases.ts';

const TOKEN = 's3cr3t';

/** Starts the servers of the run, where they are installed, for `databaseOfRun` and `victoriaOfRun`. Vitest calls it. */
export default async function startServers(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (missingServers().length > 0) return undefined;
  const ready = Promise.withResolvers<SharedServers>();
  const over = Promise.withResolvers<void>();
  const served = withFailureReport(
    'the servers of a run in which a test failed',
    () => serve(ready.resolve, over.promise),
    () => project.vitest.state.getCountOfFailedTests() > 0,
  );
  served.catch(ready.reject);
  project.provide('servers', await ready.promise);
  return async () => {
    over.resolve();
    await served;
  };
}

async function serve(tell: (servers: SharedServers) => void, over: Promise<void>): Promise<void> {
  await using influx = await startInflux({ auth: true });
  await using victoria = await startVictoria();
  await using vmauth = await startVmauth({ token: TOKEN, upstream: victoria.url });
  const { url, username, password } = influx;
  tell({
    influx: { url, username, password },
    victoria: { url: victoria.url, vmauth: { url: vmauth.url, token: TOKEN } },
  });
  await over;
}
