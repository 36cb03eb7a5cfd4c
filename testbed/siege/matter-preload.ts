// Preloaded into Homebridge (NODE_OPTIONS=--import). When the test raises the flag, one call of Homebridge's Matter API never
// settles. The next call after it is reported, and so is the state that Matter has after each update of the power.
import { isMainThread } from 'node:worker_threads';
import { HANG_MATTER_CALL, MATTER_CALLED_AGAIN, MATTER_STATE, reportToTest, takeFlag } from './flag-files.ts';

type Call = (...given: readonly unknown[]) => Promise<unknown>;

const MODULE = new URL('../../node_modules/homebridge/dist/matter/MatterAPIImpl.js', import.meta.url).href;
const POWER = 'electricalPowerMeasurement';

if (isMainThread && process.env['SIEGE_FLAGS'] !== undefined) await patch();

async function patch(): Promise<void> {
  const { prototype } = (await import(MODULE)).MatterAPIImpl;
  const { updateAccessoryState, getAccessoryState } = prototype;
  let hangs = false;

  async function update(this: unknown, ...given: readonly unknown[]): Promise<unknown> {
    const answer = await updateAccessoryState.apply(this, given);
    const [uuid, cluster] = given;
    // Homebridge does not tell when an update is done. If this one is not done yet, its power is reported after the next one.
    if (cluster === POWER) getAccessoryState.call(this, uuid, cluster).then(reportState, () => {});
    return answer;
  }

  // The calls that the plugin makes for each Reading.
  for (const [name, call] of Object.entries<Call>({ updateAccessoryState: update, getAccessoryState })) {
    prototype[name] = function (...given: readonly unknown[]) {
      if (hangs) reportToTest(MATTER_CALLED_AGAIN);
      if (!takeFlag(HANG_MATTER_CALL)) return call.apply(this, [...given]);
      hangs = true;
      return new Promise(() => {});
    };
  }
}

function reportState(state: unknown): void {
  reportToTest(MATTER_STATE, JSON.stringify(state, bigintAsNumber));
}

/** A replacer for JSON, which has no bigint. */
function bigintAsNumber(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
