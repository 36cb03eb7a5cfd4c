// Loaded into Homebridge (NODE_OPTIONS=--import): when the test orders it, one call of its Matter never settles. The next call
// after it is reported.
import { isMainThread } from 'node:worker_threads';
import { GOES_ON, NEVER_SETTLES, report, taken } from './orders.ts';

type Call = (...given: readonly unknown[]) => Promise<unknown>;

const MODULE = new URL('../../node_modules/homebridge/dist/matter/MatterAPIImpl.js', import.meta.url).href;

if (isMainThread && process.env['SIEGE_ORDERS'] !== undefined) await patch();

async function patch(): Promise<void> {
  const { MatterAPIImpl } = await import(MODULE);
  let hangs = false;
  /** What the plugin calls for each reading. */
  for (const name of ['updateAccessoryState', 'getAccessoryState']) {
    const call: Call = MatterAPIImpl.prototype[name];
    MatterAPIImpl.prototype[name] = function (...given: readonly unknown[]) {
      if (hangs) report(GOES_ON);
      if (!taken(NEVER_SETTLES)) return call.apply(this, [...given]);
      hangs = true;
      return new Promise(() => {});
    };
  }
}
