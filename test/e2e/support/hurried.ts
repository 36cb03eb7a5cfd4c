import { childClock } from './clock.ts';

const UNHURRIED = new URL('unhurried.ts', import.meta.url).href;

/** How many seconds pass in a hurried process while one passes outside. */
export const RATE = 10;

/**
 * The environment of a Homebridge, or of what starts one, whose time passes ten times as fast until it is asked to end;
 * with modules that are loaded before it.
 */
export function hurried(...modules: readonly string[]): NodeJS.ProcessEnv {
  const { env } = childClock({ rate: RATE, isSteered: true });
  const imports = [UNHURRIED, ...modules].map((module) => `--import=${module}`);
  return { ...env, NODE_OPTIONS: [env.NODE_OPTIONS, ...imports].join(' ') };
}
