// Loaded into Homebridge (NODE_OPTIONS=--import): when the test orders it, one call of its Matter never settles. The next call
// after it is reported, and so is the power that Matter has after each update.
import { isMainThread } from 'node:worker_threads';
import { GOES_ON, NEVER_SETTLES, reportToTest, SHOWN, takeFlag } from './flag-files.ts';

type Call = (...given: readonly unknown[]) => Promise<unknown>;

const MODULE = new URL('../../node_modules/homebridge/dist/matter/MatterAPIImpl.js', import.meta.url).href;
const POWER = 'electricalPowerMeasurement';

if (isMainThread && process.env['SIEGE_ORDERS'] !== undefined) await patch();

async function patch(): Promise<void> {
  const { prototype } = (await import(MODULE)).MatterAPIImpl;
  const { updateAccessoryState, getAccessoryState } = prototype;
  let hangs = false;

  async function update(this: unknown, ...given: readonly unknown[]): Promise<unknown> {
    const answer = await updateAccessoryState.apply(this, given);
    const [uuid, cluster] = given;
    // Homebridge does not tell when an update is done: if not by now, its power is reported after the next one.
    if (cluster === POWER) getAccessoryState.call(this, uuid, cluster).then(tellShown, () => {});
    return answer;
  }

  /** What the plugin calls for each reading. */
  for (const [name, call] of Object.entries<Call>({ updateAccessoryState: update, getAccessoryState })) {
    prototype[name] = function (...given: readonly unknown[]) {
      if (hangs) reportToTest(GOES_ON);
      if (!takeFlag(NEVER_SETTLES)) return call.apply(this, [...given]);
      hangs = true;
      return new Promise(() => {});
    };
  }
}

function tellShown(state: unknown): void {
  reportToTest(SHOWN, JSON.stringify(state, whole));
}

/** JSON has no bigint. */
function whole(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
