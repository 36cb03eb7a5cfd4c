import type { Texts } from './en.ts';

/** Every text that a user sees, in French. */
export const fr: Texts = {
  config: {},
  meter: {},
  homekit: {},
  journal: {},
  influx: {},
};
