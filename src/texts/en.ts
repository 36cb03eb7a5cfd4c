/** Every text that a user sees, in English. Its shape is the one that each other language fills whole. */
export const en = {
  config: {},
  meter: {},
  homekit: {},
  journal: {},
  influx: {},
};

export type Texts = typeof en;
